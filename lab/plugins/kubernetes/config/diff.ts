/** When a change of a provider's configuration replaces the provider, and with it everything it made. */
import { isDeepStrictEqual } from "node:util";
import { type PropertyMap } from "../../shared/values";
import { sameValue } from "../diff/merge-patch";
import { isUnknown } from "../kinds/objects";
import { activeCluster } from "./kubeconfig";

/** The properties that decide which cluster is meant. */
const CLUSTER_KEYS = ["kubeconfig", "context", "cluster"];
const IDENTIFIER = "clusterIdentifier";

/** Which properties differ, and which of them replace the provider; undefined when nothing differs. */
export interface ConfigDiff {
  diffs: string[];
  replaces: string[];
}

/**
 * Compares two configurations. A changed `clusterIdentifier` replaces; one that stays the same prevents any replacement;
 * without one, a change of the active cluster's entry in the kubeconfig replaces, and so does one that is unknown yet.
 */
export async function diffConfig(olds: PropertyMap, news: PropertyMap): Promise<ConfigDiff | undefined> {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].sort();
  const diffs = keys.filter((key) => !sameValue(olds[key] ?? null, news[key] ?? null));
  if (diffs.length === 0) return undefined;
  const hasIdentifier = (map: PropertyMap): boolean => (map[IDENTIFIER] ?? null) !== null;
  if (hasIdentifier(olds) && hasIdentifier(news) && !diffs.includes(IDENTIFIER)) return { diffs, replaces: [] };

  const replaces = hasIdentifier(olds) && hasIdentifier(news) ? [IDENTIFIER] : [];
  const unknown = CLUSTER_KEYS.find((key) => isUnknown(news[key]));
  if (unknown !== undefined) return { diffs: [unknown], replaces: [...replaces, unknown] };
  const [before, after] = await Promise.all([activeCluster(olds), activeCluster(news)]);
  if (before !== undefined && after !== undefined && !isDeepStrictEqual(before, after)) {
    replaces.push(...CLUSTER_KEYS.filter((key) => diffs.includes(key)));
  }
  return { diffs, replaces };
}
