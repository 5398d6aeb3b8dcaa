import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

import type { KubeConfig } from "@kubernetes/client-node";

import { OperationError } from "../errors";
import { pulumiFailure } from "../pulumi/failure";
import type { StackSession } from "../pulumi/stack";

/**
 * The kubeconfig through which a stack is deployed: of its `bulwark:kubeconfig` and `bulwark:context`, else what kubectl
 * would take. With the UID that the stack's last update recorded, another cluster is refused.
 *
 * @throws OperationError `usage` for a context that is not there, `refused` for the wrong cluster, `unreachable`
 */
export async function connect(session: StackSession): Promise<KubeConfig> {
  // Loading the client takes a second, and not every command speaks with the cluster.
  const { CoreV1Api, KubeConfig: Config } = await import("@kubernetes/client-node");
  const { context, kubeconfig, uid } = await settings(session);
  const config = new Config();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(resolve(session.context.cwd, kubeconfig));
  } catch (error) {
    throw new OperationError("usage", `The kubeconfig cannot be read: ${(error as Error).message}`);
  }
  if (context !== undefined) {
    const names = config.getContexts().map(({ name }) => name);
    if (!names.includes(context)) {
      throw new OperationError(
        "usage",
        `The kubeconfig has no context "${context}" (bulwark:context of stack ${session.name}). It has: ${names.join(", ") || "none"}.`,
      );
    }
    config.setCurrentContext(context);
  }
  const found = await uidOf(config.makeApiClient(CoreV1Api));
  if (uid !== undefined && uid !== found) {
    throw new OperationError(
      "refused",
      `The kubeconfig leads to another cluster than that of stack ${session.name}: kube-system has the UID ${found}, the stack was deployed to ${uid}. Nothing was changed.`,
      ["kubectl config get-contexts"],
    );
  }
  return config;
}

async function settings(session: StackSession): Promise<{ context?: string; kubeconfig?: string; uid?: string }> {
  try {
    const [config, outputs] = await Promise.all([session.config(), session.api.outputs()]);
    const context = config["bulwark:context"]?.value;
    const kubeconfig = config["bulwark:kubeconfig"]?.value;
    const recorded: unknown = outputs["clusterUid"]?.value;
    const uid = config["bulwark:clusterUid"]?.value ?? (typeof recorded === "string" ? recorded : undefined);
    return {
      ...(context === undefined ? {} : { context }),
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(uid === undefined ? {} : { uid }),
    };
  } catch (error) {
    throw pulumiFailure(error, "reading the configuration");
  }
}

function resolve(folder: string, path: string): string {
  const full = path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
  return isAbsolute(full) ? full : join(folder, full);
}

async function uidOf(api: {
  readNamespace: (request: { name: string }) => Promise<{ metadata?: { uid?: string } }>;
}): Promise<string> {
  try {
    return (await api.readNamespace({ name: "kube-system" })).metadata?.uid ?? "";
  } catch (error) {
    throw clusterFailure(error, "reading the Namespace kube-system");
  }
}

/** What an error of the Kubernetes client means to a person; any other error comes back as it is. */
export function clusterFailure(error: unknown, doing: string): unknown {
  if (!(error instanceof Error)) return error;
  const { code, body } = error as { code?: unknown; body?: unknown };
  if (typeof code === "number") {
    const reason = messageOf(body) ?? error.message;
    return new OperationError(
      code === 401 || code === 403 ? "refused" : "failed",
      `The API server answered ${code} (${doing}): ${reason}`,
    );
  }
  if (typeof code === "string" || error.name === "FetchError") {
    return new OperationError("unreachable", `The cluster does not answer (${doing}): ${error.message}`, [
      "Look at the network, the kubeconfig and the cluster: kubectl cluster-info.",
    ]);
  }
  return error;
}

function messageOf(body: unknown): string | undefined {
  if (typeof body !== "string") return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null && "message" in parsed ? String(parsed.message) : undefined;
  } catch {
    return undefined;
  }
}
