import type * as pulumi from "@pulumi/pulumi";
import { parseDuration, type Duration } from "../../config/primitives/duration";
import { parseDnsSubdomain } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import type { WorkloadIdentity } from "../types";
import { checkedHosts } from "./hosts";
import { metadata, type Metadata, type ObjectSettings } from "./metadata";

/** A Secret of type kubernetes.io/tls and who fills it. */
export interface TlsSettings {
  /** Name of the Secret. */
  readonly secretName: string;
  /** Default: nobody of this program; the Secret exists already. */
  readonly source?: TlsSource | undefined;
}

/** A pair of PEM texts from encrypted configuration, or an issuer of cert-manager. */
export type TlsSource =
  | { readonly certificate: pulumi.Input<string>; readonly key: pulumi.Input<string> }
  | { readonly issuer: CertificateIssuer };

/** An issuer that exists already. */
export interface CertificateIssuer {
  readonly name: string;
  /** An Issuer lives in the namespace of the certificate. Default: ClusterIssuer. */
  readonly kind?: "Issuer" | "ClusterIssuer";
}

/** How a Certificate is used, and for how long. */
export interface CertificateSettings extends ObjectSettings {
  /** Whether its owner shows it as a client too, as in mutual TLS. Default: false. */
  readonly isMutual?: boolean | undefined;
  /** How long it is valid; the last third is for its renewal. Default: cert-manager's 90 days. */
  readonly duration?: Duration | undefined;
}

/** Of both sides of mutual TLS (cert-manager, Certificate: usages). */
const mutualUsages: NonNullable<CustomFields<"Certificate">["spec"]["usages"]> = [
  "digital signature",
  "key encipherment",
  "server auth",
  "client auth",
];

/** A TLS Secret as the API takes it. */
export interface TlsSecretFields {
  metadata: Metadata;
  type: "kubernetes.io/tls";
  data: { "tls.crt": pulumi.Input<string>; "tls.key": pulumi.Input<string> };
}

type Identity = Pick<WorkloadIdentity, "name" | "namespace" | "partOf">;

/**
 * The Secret of a place where TLS ends.
 * @throws ArgumentError without TLS: what the compiler demands may still be missing in values that were cast.
 */
export function tlsSecretName(tls: TlsSettings | undefined): string {
  if (tls === undefined) {
    const allowed = "a Secret of type kubernetes.io/tls";
    throw new ArgumentError("tls", "nothing", allowed, "name one that exists, give a pair or an issuer (R-30)");
  }
  return tls.secretName;
}

/**
 * A Secret that an Ingress or a Gateway takes its certificate from. The values are never looked at.
 * @param pair in base64.
 * @throws ArgumentError for a malformed name.
 */
export function tlsSecret(
  identity: Identity,
  settings: ObjectSettings,
  pair: { readonly certificate: pulumi.Input<string>; readonly key: pulumi.Input<string> },
): TlsSecretFields {
  return {
    metadata: metadata(identity, settings),
    type: "kubernetes.io/tls",
    data: { "tls.crt": pair.certificate, "tls.key": pair.key },
  };
}

/**
 * A Certificate that cert-manager keeps fresh in the Secret of its own name; each renewal makes a new private key.
 * @throws ArgumentError for malformed names and times, and for no host or a repeated, malformed or wildcard one.
 */
export function certificate(
  identity: Identity,
  settings: CertificateSettings,
  hosts: readonly string[],
  { name, kind = "ClusterIssuer" }: CertificateIssuer,
): CustomFields<"Certificate"> {
  const { duration, isMutual = false } = settings;
  return {
    metadata: metadata(identity, settings),
    spec: {
      secretName: settings.name,
      dnsNames: checkedHosts("hosts", hosts),
      issuerRef: { name: at("issuer.name", () => parseDnsSubdomain(name)), kind, group: "cert-manager.io" },
      privateKey: { rotationPolicy: "Always" },
      ...(isMutual ? { usages: [...mutualUsages] } : {}),
      ...(duration === undefined
        ? {}
        : { duration: at("duration", () => parseDuration(duration, { min: "1h" }).text) }),
    },
  };
}
