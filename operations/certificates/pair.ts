import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";

import { OperationError } from "../errors";

/** What is known of a certificate that was found to be good. */
export interface Pair {
  readonly subject: string;
  readonly names: readonly string[];
  readonly notAfter: Date;
  /** Certificates in the file, the server's own included. */
  readonly length: number;
}

/** Renewal is due when less is left, in days. */
const SOON_DAYS = 14;

/**
 * Checks a certificate with its chain and its private key before anything is changed.
 *
 * @throws OperationError `usage` for what is no PEM, a key of another certificate, a certificate that is not valid now, and
 * a chain in which one has not signed the one before; never with anything of the key
 */
export function checkPair(certificate: string, key: string, now: Date): Pair {
  const [own, ...chain] = certificates(certificate);
  if (own === undefined) throw bad("The certificate file holds no PEM block BEGIN CERTIFICATE.");
  if (!own.checkPrivateKey(privateKey(key))) throw bad("The private key is not that of the certificate.");
  for (const each of [own, ...chain]) checkTime(each, now);
  let signed = own;
  for (const issuer of chain) {
    if (!signed.checkIssued(issuer) || !signed.verify(issuer.publicKey)) {
      throw bad(
        `The chain is broken: ${nameOf(issuer)} has not signed ${nameOf(signed)}.`,
        "Put the server's own certificate first, then who signed it, and so on.",
      );
    }
    signed = issuer;
  }
  return {
    subject: nameOf(own),
    names: namesOf(own),
    notAfter: new Date(own.validTo),
    length: 1 + chain.length,
  };
}

/** Whether a certificate runs out within a fortnight. */
export function endsSoon({ notAfter }: Pair, now: Date): boolean {
  return notAfter.getTime() - now.getTime() < SOON_DAYS * 86_400_000;
}

function certificates(text: string): readonly X509Certificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/gu) ?? [];
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw bad(`Certificate ${index + 1} of the file cannot be read.`);
    }
  });
}

function privateKey(text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw bad("The key file holds no private key in PEM without a passphrase.");
  }
}

function checkTime(certificate: X509Certificate, now: Date): void {
  const { validFrom, validTo } = certificate;
  if (new Date(validTo) <= now) throw bad(`${nameOf(certificate)} has run out: it was valid until ${validTo}.`);
  if (new Date(validFrom) > now) throw bad(`${nameOf(certificate)} is not valid yet: it begins on ${validFrom}.`);
}

function nameOf({ subject }: X509Certificate): string {
  return subject === "" ? "a certificate without subject" : subject.replaceAll("\n", ", ");
}

function namesOf({ subjectAltName }: X509Certificate): readonly string[] {
  return (subjectAltName ?? "").split(", ").flatMap((entry) => {
    const [, name] = /^(?:DNS|IP Address):(.+)$/u.exec(entry) ?? [];
    return name === undefined ? [] : [name];
  });
}

function bad(message: string, ...remedy: readonly string[]): OperationError {
  return new OperationError("usage", `${message} Nothing was changed.`, remedy);
}
