import type * as pulumi from "@pulumi/pulumi";

import { BulwarkComponent } from "../../components/base";
import { CertificateAuthority } from "../../components/certificate-authority";
import type { SecretStoreReference } from "../../components/secret-source";
import type { SecureNamespace } from "../../components/secure-namespace";
import type { WorkloadIdentity } from "../../components/types";
import { VaultSecretStore } from "../../components/vault-secret-store";
import type { StackPeers } from "../peers";
import { hasAuthority } from "./authority";
import { BitvaultBackup } from "./backup";
import { BitvaultDataStores, type BitvaultDataStoresArgs } from "./data-stores";
import { bitvaultFlows } from "./flows";
import type { BitvaultValues } from "./resolve";
import { authorityName, names, perWorkload, system, vault as vaultDefaults, type PerWorkload } from "./values";
import { BitvaultWorkload } from "./workload";

/** Arguments of Bitvault. */
export interface BitvaultArgs {
  readonly values: BitvaultValues;
  /** The namespace must be closed before the first workload starts in it. */
  readonly namespace: SecureNamespace;
  /** The stack's neighbours. */
  readonly peers: StackPeers;
}

/** BitVault (SPEC 1.5): a control plane, consumers of NATS JetStream, and a server of pages. */
export class Bitvault extends BulwarkComponent {
  declare readonly workloads: PerWorkload<BitvaultWorkload>;

  constructor(name: string, { values, namespace, peers }: BitvaultArgs, options: pulumi.ComponentResourceOptions) {
    super("bulwark:systems:Bitvault", name, options);
    const child = this.inherited({ dependsOn: namespace });
    const identities = perWorkload((workload): WorkloadIdentity => ({
      name: names[workload],
      namespace: values.namespace,
      partOf: system,
      selector: { "app.kubernetes.io/name": names[workload] },
    }));

    const store = this.store(values, child);
    const authority = this.authority(values, child);
    const certified = authority === undefined ? child : this.inherited({ dependsOn: [namespace, authority] });
    const flows = bitvaultFlows(values, identities, peers);
    const shared = { values, flows, peers, issuer: authority?.issuer };
    const connections = this.dataStores(shared, certified);
    this.workloads = perWorkload((workload) => {
      const args = { ...shared, workload, identity: identities[workload], store, connections };
      return new BitvaultWorkload(`${name}-${workload}`, args, certified);
    });
    if (values.backup !== undefined) {
      new BitvaultBackup(`${name}-backup`, { values, backup: values.backup }, child);
    }
    this.done({ namespace: values.namespace });
  }

  /** G-47: one store for the namespace, of which each workload fetches its own entry. */
  private store(
    { namespace, secrets }: BitvaultValues,
    options: pulumi.ComponentResourceOptions,
  ): SecretStoreReference | undefined {
    if (secrets.vault === undefined) return undefined;
    const args = { ...secrets.vault.settings, name: vaultDefaults.storeName, namespace, partOf: system };
    return new VaultSecretStore(`${this.componentName}-vault`, args, options).reference;
  }

  /** One for the namespace, which signs the certificates of its workloads and of its NATS (C-45). */
  private authority(
    values: BitvaultValues,
    options: pulumi.ComponentResourceOptions,
  ): CertificateAuthority | undefined {
    if (!hasAuthority(values)) return undefined;
    const args = { name: authorityName, namespace: values.namespace, partOf: system };
    return new CertificateAuthority(`${this.componentName}-authority`, args, options);
  }

  /** G-46; gives what the workloads need to reach them. */
  private dataStores(
    args: BitvaultDataStoresArgs,
    options: pulumi.ComponentResourceOptions,
  ): BitvaultDataStores["connections"] {
    const { postgres, nats } = args.values.inCluster;
    if (postgres === undefined && nats === undefined) return {};
    return new BitvaultDataStores(`${this.componentName}-stores`, args, options).connections;
  }
}
