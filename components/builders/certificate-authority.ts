import type { CustomFields } from "../custom-resources";
import type { WorkloadIdentity } from "../types";
import { metadata } from "./metadata";

type Identity = Pick<WorkloadIdentity, "name" | "namespace" | "partOf">;

/** Ten years: whoever trusts the authority is told of a new certificate only at its own renewal. */
const lifetime = "87600h";

/** The Issuer that lets the authority's own certificate sign itself (cert-manager, SelfSigned: bootstrapping CA Issuers). */
export function rootIssuer(identity: Identity): CustomFields<"Issuer"> {
  return { metadata: metadata(identity, { name: rootName(identity) }), spec: { selfSigned: {} } };
}

/**
 * The authority's own certificate, in the Secret of its name. Its key stays when it is renewed, so that certificates of
 * before and after the renewal trust each other.
 */
export function authorityCertificate(identity: Identity): CustomFields<"Certificate"> {
  const { name, partOf } = identity;
  return {
    metadata: metadata(identity, { name }),
    spec: {
      isCA: true,
      commonName: name,
      subject: { organizations: [partOf] },
      secretName: name,
      duration: lifetime,
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
      issuerRef: { name: rootName(identity), kind: "Issuer", group: "cert-manager.io" },
    },
  };
}

/** The Issuer that signs with the authority's key. */
export function authorityIssuer(identity: Identity): CustomFields<"Issuer"> {
  const { name } = identity;
  return { metadata: metadata(identity, { name }), spec: { ca: { secretName: name } } };
}

function rootName({ name }: Identity): string {
  return `${name}-root`;
}
