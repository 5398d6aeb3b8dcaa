import { Secret, type SecretArgs } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import { certificate, tlsSecret, type CertificateSettings, type TlsSource } from "./builders/tls";
import type { CustomFields } from "./custom-resources";
import { secretData } from "./secret-data";
import type { Transform } from "./transform";
import type { Labels, WorkloadIdentity } from "./types";

/** Transforms of TlsCertificate's children. */
export interface TlsTransforms {
  readonly secret?: Transform<SecretArgs> | undefined;
  readonly certificate?: Transform<CustomFields<"Certificate">> | undefined;
}

/** Arguments of TlsCertificate. */
export interface TlsCertificateArgs extends Pick<CertificateSettings, "isMutual" | "duration"> {
  /** Whose certificate it is; `namespace` is that of the pods that terminate TLS. */
  readonly identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">;
  /** Name of the Secret, and of the Certificate. */
  readonly secretName: string;
  /** Hosts that the certificate is for; an issuer must be able to prove them. */
  readonly hosts: readonly string[];
  /** Where the pair comes from. */
  readonly source: TlsSource;
  /** Default: the standard labels only. */
  readonly labels?: Labels | undefined;
  readonly transform?: TlsTransforms | undefined;
}

/**
 * The certificate behind a host: a Secret of type kubernetes.io/tls from encrypted configuration, or a Certificate of
 * cert-manager, which makes that Secret by itself (G-13, G-14). Nothing waits until a Certificate is issued.
 */
export class TlsCertificate extends BulwarkComponent {
  /** Name of the Secret. */
  declare readonly secretName: string;

  constructor(name: string, args: TlsCertificateArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:TlsCertificate", name, options);
    const { identity, secretName, hosts, source, labels, isMutual, duration, transform } = args;
    const settings = { name: secretName, labels };

    if ("issuer" in source) {
      const asked = { ...settings, isMutual, duration };
      this.custom("Certificate", "certificate", () => certificate(identity, asked, hosts, source.issuer), {
        transform: transform?.certificate,
      });
    } else {
      const pair = { certificate: secretData(source.certificate), key: secretData(source.key) };
      this.child(Secret, "secret", () => tlsSecret(identity, settings, pair), { transform: transform?.secret });
    }

    this.secretName = secretName;
    this.done({ secretName });
  }
}
