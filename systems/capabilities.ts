import { customResourceApis, type CustomKind } from "../components/custom-resources";
import { CAPABILITIES, type Capabilities, type Capability } from "../config/capabilities";

/** The API groups that the operator of a capability brings: the group itself and those below it. */
const groups: Readonly<Record<Capability, string>> = {
  mesh: "istio.io",
  prometheus: "monitoring.coreos.com",
  velero: "velero.io",
  keda: "keda.sh",
  certManager: "cert-manager.io",
  externalSecrets: "external-secrets.io",
};

/**
 * The capability that an API group belongs to; undefined for groups that a system's own switch asks for, such as
 * `postgresql.cnpg.io`, and for Kubernetes's own.
 */
export function capabilityOf(group: string): Capability | undefined {
  return CAPABILITIES.find((name) => group === groups[name] || group.endsWith(`.${groups[name]}`));
}

/** The kinds that a stack makes, without those of capabilities that it goes without (G-57). */
export function neededKinds(capabilities: Capabilities, wanted: readonly CustomKind[]): readonly CustomKind[] {
  return wanted.filter((kind) => {
    const [api = ""] = customResourceApis([kind]);
    const capability = capabilityOf(api.slice(0, api.indexOf("/")));
    return capability === undefined || capabilities[capability];
  });
}
