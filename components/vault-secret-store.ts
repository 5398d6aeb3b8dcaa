import { ServiceAccount, type ServiceAccountArgs } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import { vaultStore, type VaultSettings } from "./builders/secret-store";
import { serviceAccount } from "./builders/service-account";
import type { CustomFields } from "./custom-resources";
import type { SecretStoreReference } from "./secret-source";
import type { Transform } from "./transform";
import type { Labels } from "./types";

/** Arguments of VaultSecretStore. */
export interface VaultSecretStoreArgs extends VaultSettings {
  /** Name of the SecretStore; its ServiceAccount is `<name>-auth`. Default: "vault". */
  readonly name?: string | undefined;
  readonly namespace: string;
  /** Value of `app.kubernetes.io/part-of`: the system. */
  readonly partOf: string;
  /** Default: the standard labels only. */
  readonly labels?: Labels | undefined;
  readonly transform?: {
    readonly store?: Transform<CustomFields<"SecretStore">> | undefined;
    readonly serviceAccount?: Transform<ServiceAccountArgs> | undefined;
  };
}

/**
 * The SecretStore of one namespace over a Vault, with the ServiceAccount that it shows there (G-47). No pod runs under
 * that account, and it has no permission in the API.
 */
export class VaultSecretStore extends BulwarkComponent {
  /** For the SecretSources of the namespace. */
  declare readonly reference: SecretStoreReference;

  constructor(name: string, args: VaultSecretStoreArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:VaultSecretStore", name, options);
    const { name: storeName = "vault", namespace, partOf, labels, transform, ...settings } = args;
    const account = { name: `${storeName}-auth`, namespace, partOf };

    const shown = this.child(ServiceAccount, "service-account", () => serviceAccount(account, { labels }), {
      transform: transform?.serviceAccount,
    });
    this.custom(
      "SecretStore",
      "store",
      () => vaultStore({ name: storeName, namespace, partOf }, { name: storeName, labels }, settings, account.name),
      { transform: transform?.store, dependsOn: shown },
    );

    this.reference = { name: storeName, resource: this };
    this.done({ name: storeName, namespace });
  }
}
