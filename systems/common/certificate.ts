import type * as pulumi from "@pulumi/pulumi";

import type { CertificateIssuer, TlsSource } from "../../components/builders/tls";
import type { Capabilities } from "../../config/capabilities";
import { choice, group, text } from "../../config/fields";
import { dnsSubdomainFormat, parseDnsSubdomain } from "../../config/primitives/names";
import { removeCommand, setCommand, setSecretCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { SecretKey } from "../../config/section";
import { checkedPem } from "../pem";

const ISSUER_KINDS = ["ClusterIssuer", "Issuer"] as const;

type IssuerKeys = ReturnType<
  typeof group<{ kind: ReturnType<typeof choice<typeof ISSUER_KINDS>>; name: ReturnType<typeof text> }>
>;

/** The issuer as it stands in the stack file. */
export interface IssuerValues {
  readonly name?: string | undefined;
  readonly kind?: CertificateIssuer["kind"] | undefined;
}

/** The pair as it stands in the stack file, encrypted. */
export interface PairValues {
  readonly tlsCertificate?: pulumi.Output<string>;
  readonly tlsKey?: pulumi.Output<string>;
}

/**
 * The key `certificateIssuer`.
 * @param what has the certificate.
 */
export function certificateIssuerKeys(what: string): IssuerKeys {
  return group(`Who signs the certificate of ${what} (G-13, G-14).`, {
    kind: choice("A ClusterIssuer, or an Issuer of the certificate's namespace. Default: ClusterIssuer.", ISSUER_KINDS),
    name: text({
      description: "Name of an existing issuer of cert-manager. Default: none.",
      format: { ...dnsSubdomainFormat, examples: ["letsencrypt"] },
      parse: parseDnsSubdomain,
    }),
  });
}

/** The secret keys `tlsCertificate` and `tlsKey`, both or none of which are given. */
export function certificatePairKeys(what: string): Record<keyof PairValues, SecretKey> {
  const pem = (kind: string): string => `-----BEGIN ${kind}-----\nplaceholder\n-----END ${kind}-----\n`;
  return {
    tlsCertificate: {
      description: `The certificate of ${what} with its chain, PEM. Default: none; then an issuer makes it, or its Secret exists already.`,
      file: "tls.crt",
      placeholder: pem("CERTIFICATE"),
      isOptional: true,
    },
    tlsKey: {
      description: "The private key of that certificate, PEM. Needed beside tlsCertificate.",
      file: "tls.key",
      placeholder: pem("PRIVATE KEY"),
      isOptional: true,
    },
  };
}

/**
 * Where the certificate of a host comes from; undefined where its Secret exists already, as it must in a cluster without
 * cert-manager that is given no pair. Reports half a pair, and an issuer beside a pair or without a name.
 */
export function resolveCertificate(
  scope: Scope,
  { certManager }: Pick<Capabilities, "certManager">,
  issuer: IssuerValues | undefined,
  { tlsCertificate: certificate, tlsKey: key }: PairValues,
): TlsSource | undefined {
  checkIssuer(scope, issuer, certificate ?? key);
  if (certificate !== undefined && key !== undefined) {
    return {
      certificate: checkedPem(certificate, "CERTIFICATE", `${scope.namespace}:tlsCertificate`),
      key: checkedPem(key, "PRIVATE KEY", `${scope.namespace}:tlsKey`),
    };
  }
  if (certificate !== undefined || key !== undefined) {
    reportHalf(scope, certificate === undefined ? "tlsCertificate" : "tlsKey");
    return undefined;
  }
  const { name, kind = "ClusterIssuer" } = issuer ?? {};
  return name === undefined || !certManager ? undefined : { issuer: { name, kind } };
}

function checkIssuer(
  { stack, namespace, report }: Scope,
  issuer: IssuerValues | undefined,
  pair: pulumi.Output<string> | undefined,
): void {
  // An empty group is what is left of one whose values were refused.
  if (issuer?.name === undefined && issuer?.kind === undefined) return;
  const key = `${namespace}:certificateIssuer`;
  const remove = removeCommand(stack, key);
  if (pair !== undefined) {
    const allowed = "one of both: the pair is the certificate, or the issuer makes one";
    report({ key, given: `an issuer beside ${namespace}:tlsCertificate and tlsKey`, allowed, remedy: [remove] });
  } else if (issuer.name === undefined) {
    const remedy = [setCommand(stack, `${key}.name`, "letsencrypt"), `or: ${remove}`];
    report({ key: `${key}.name`, given: "nothing", allowed: "the name of an existing issuer", remedy });
  }
}

function reportHalf({ stack, namespace, report }: Scope, missing: keyof PairValues): void {
  const file = missing === "tlsKey" ? "tls.key" : "tls.crt";
  report({
    key: `${namespace}:${missing}`,
    given: "nothing beside the other half of the pair",
    allowed: "both halves, or neither",
    remedy: [setSecretCommand(stack, `${namespace}:${missing}`, file)],
  });
}
