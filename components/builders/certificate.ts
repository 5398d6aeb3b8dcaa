import { parseDuration, type Duration } from "../../config/primitives/duration";
import { parseDnsSubdomain } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import type { Specs } from "../custom-resources/kinds";
import type { Labels, WorkloadIdentity } from "../types";
import { checkedHosts } from "./hosts";
import { metadata } from "./metadata";

/** Who signs a certificate. */
export interface CertificateIssuer {
  readonly name: string;
  /** Issuer: of the certificate's own namespace. Default: ClusterIssuer. */
  readonly kind?: "ClusterIssuer" | "Issuer";
}

/** A certificate that cert-manager gets and renews. */
export interface CertificateSettings {
  /** Name of the Certificate and of the Secret that it fills. */
  readonly name: string;
  /** DNS names that the certificate is for, no wildcards. */
  readonly dnsNames: readonly string[];
  readonly issuer: CertificateIssuer;
  /** What it proves. Default: `server auth`. */
  readonly usages?: NonNullable<Specs["Certificate"]["usages"]>;
  /** How long it is valid, at least 1h. Default: 2160h (90 days), what public issuers give. */
  readonly duration?: Duration;
  /** How long before its end it is renewed, at least 5m. Default: 720h (30 days): enough to notice a failing issuer. */
  readonly renewBefore?: Duration;
}

/**
 * A cert-manager Certificate with an ECDSA P-256 key that is replaced at each renewal, so that a lost key is of use for one
 * period only (G-13).
 * @throws ArgumentError for malformed names, wildcards, and a renewal that would begin before the certificate does.
 */
export function certificate(
  identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">,
  settings: CertificateSettings,
  labels: Labels = {},
): CustomFields<"Certificate"> {
  const { name, issuer, usages = ["server auth"], duration = "2160h", renewBefore = "720h" } = settings;
  const valid = at("duration", () => parseDuration(duration, { min: "1h" }));
  const renewal = at("renewBefore", () => parseDuration(renewBefore, { min: "5m" }));
  if (renewal.milliseconds >= valid.milliseconds) {
    const remedy = "renew later, or ask for a longer duration";
    throw new ArgumentError("renewBefore", renewBefore, `less than the duration, ${duration}`, remedy);
  }
  return {
    metadata: metadata(identity, { name, labels }),
    spec: {
      secretName: at("name", () => parseDnsSubdomain(name)),
      dnsNames: checkedHosts("dnsNames", settings.dnsNames),
      issuerRef: {
        group: "cert-manager.io",
        kind: issuer.kind ?? "ClusterIssuer",
        name: at("issuer.name", () => parseDnsSubdomain(issuer.name)),
      },
      usages: ["digital signature", ...usages],
      duration: valid.text,
      renewBefore: renewal.text,
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
    },
  };
}
