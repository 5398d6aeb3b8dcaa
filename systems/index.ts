import type * as pulumi from "@pulumi/pulumi";

import type { CustomKind } from "../components/custom-resources";
import { namespaceQuotas, type NamespacePeak } from "./common/quota";
import type { Configuration, ValuesByName } from "./configuration";
import { Platform } from "./platform";
import { registry, systemNames, type SystemName } from "./registry";
import type { System, SystemOutputs } from "./system";

export { load, type Configuration } from "./configuration";
export { registry } from "./registry";

/** What a stack tells about itself; no secrets. */
export interface StackOutputs {
  readonly environment: string;
  /** UID of kube-system: a value for `bulwark:clusterUid`. */
  readonly clusterUid: pulumi.Output<string>;
  /** Per system: where it is. */
  readonly systems: Readonly<Record<string, SystemOutputs>>;
}

/**
 * Registers everything of a stack, once the preflight has found the right cluster. Nothing is read but `configuration`, so
 * that a test can evaluate many stacks.
 *
 * @throws UserError for the wrong cluster, before anything but the provider is registered
 */
export async function deploy({ settings, systems }: Configuration): Promise<StackOutputs> {
  const running = systemNames.flatMap((name) => {
    const values = systems[name];
    return values === undefined ? [] : [prepare(name, values)];
  });
  const platform = new Platform(
    settings,
    running.flatMap(({ customResources }) => customResources),
    {
      retained: running.flatMap(({ retainedNamespaces }) => retainedNamespaces),
      quotas: namespaceQuotas(
        running.flatMap(({ peak }) => peak),
        settings.sidecarResources,
      ),
    },
  );
  await platform.preflight.verdict;
  const outputs = platform.run(() => running.map(({ name, deployTo }) => [name, deployTo(platform)] as const));
  return {
    environment: settings.environment,
    clusterUid: platform.preflight.clusterUid,
    systems: Object.fromEntries(outputs),
  };
}

function prepare<N extends SystemName>(
  name: N,
  values: ValuesByName[N],
): {
  name: N;
  customResources: readonly CustomKind[];
  retainedNamespaces: readonly string[];
  peak: readonly NamespacePeak[];
  deployTo: (platform: Platform) => SystemOutputs;
} {
  const system = byName[name];
  return {
    name,
    customResources: system.customResources(values),
    retainedNamespaces: system.retainedNamespaces(values),
    peak: system.peak(values),
    deployTo: (platform) => system.deploy(platform, values),
  };
}

/** The registry in a form in which a name ties a system to its values. */
const byName: { readonly [N in SystemName]: System<ValuesByName[N]> } = registry;
