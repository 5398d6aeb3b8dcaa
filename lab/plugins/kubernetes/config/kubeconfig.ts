/** Which cluster a provider's configuration points at, as far as a kubeconfig can tell. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { isPropertyMap, type PropertyMap, type PropertyValue } from "../../shared/values";

/** An entry of a kubeconfig's `clusters`, as plain data that can be compared. */
export type ClusterEntry = Readonly<Record<string, unknown>>;

/**
 * The cluster that a provider with this configuration talks to, or undefined when its kubeconfig is absent, unreadable
 * or names none. `context` and `cluster` override the kubeconfig's own choice.
 */
export async function activeCluster(config: PropertyMap): Promise<ClusterEntry | undefined> {
  const text = await contentOf(config["kubeconfig"]);
  if (text === undefined) return undefined;
  const { KubeConfig } = await import("@kubernetes/client-node/dist/config.js");
  const parsed = new KubeConfig();
  try {
    parsed.loadFromString(text);
  } catch {
    return undefined;
  }
  const contextName = textOf(config["context"]) ?? parsed.currentContext;
  const context = parsed.contexts.find(({ name }) => name === contextName);
  if (context === undefined) return undefined;
  const clusterName = textOf(config["cluster"]) ?? context.cluster;
  const cluster = parsed.clusters.find(({ name }) => name === clusterName);
  if (cluster === undefined) return undefined;
  // An entry's name is only a label for it.
  return { ...cluster, name: undefined };
}

async function contentOf(value: PropertyValue | undefined): Promise<string | undefined> {
  if (isPropertyMap(value)) return JSON.stringify(value);
  const text = textOf(value);
  if (text === undefined) return undefined;
  const file = text.startsWith("~/") ? path.join(homedir(), text.slice(2)) : text;
  return file.includes("\n") ? text : readFile(file, "utf8").catch(() => text);
}

function textOf(value: PropertyValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
