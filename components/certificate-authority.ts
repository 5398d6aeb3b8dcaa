import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import { authorityCertificate, authorityIssuer, rootIssuer } from "./builders/certificate-authority";
import type { CertificateIssuer } from "./builders/tls";
import type { CustomFields } from "./custom-resources";
import type { Transform } from "./transform";
import type { WorkloadIdentity } from "./types";

/** Arguments of CertificateAuthority. */
export interface CertificateAuthorityArgs extends Pick<WorkloadIdentity, "name" | "namespace" | "partOf"> {
  readonly transform?: {
    readonly issuer?: Transform<CustomFields<"Issuer">>;
    readonly certificate?: Transform<CustomFields<"Certificate">>;
  };
}

/**
 * A certificate authority of one namespace, which cert-manager makes and keeps: nobody outside of the namespace is
 * vouched for by it. Its key is in the Secret of its name and in no state of Pulumi.
 */
export class CertificateAuthority extends BulwarkComponent {
  /** For the certificates of the namespace. */
  declare readonly issuer: CertificateIssuer;

  constructor(name: string, args: CertificateAuthorityArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:CertificateAuthority", name, options);
    const { transform, ...identity } = args;
    const root = this.custom("Issuer", "root", () => rootIssuer(identity), { transform: transform?.issuer });
    const certificate = this.custom("Certificate", "certificate", () => authorityCertificate(identity), {
      transform: transform?.certificate,
      dependsOn: root,
    });
    this.custom("Issuer", "issuer", () => authorityIssuer(identity), {
      transform: transform?.issuer,
      dependsOn: certificate,
    });

    this.issuer = { name: args.name, kind: "Issuer" };
    this.done({ name: args.name });
  }
}
