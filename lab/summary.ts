/** What a newcomer reads after `npm start`: what runs where, what to try next, how to stop it. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LabStatus } from "./cluster";
import { commandEnvironment, type LabProject } from "./project/lab";
import { runPulumi } from "./project/pulumi";
import type { LabSession } from "./session";

/** The part of `pulumi stack export` that the summary reads. */
interface StackExport {
  readonly deployment: {
    readonly resources?: readonly { readonly type: string; readonly custom?: boolean; readonly id?: string }[];
  };
}

/** The part of a workload that the summary reads. */
interface Workload {
  readonly kind: string;
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: {
    readonly replicas?: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
  readonly status?: {
    readonly readyReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
  };
}

const WORKLOAD_TYPE = /^kubernetes:apps\/v1:(Deployment|StatefulSet|DaemonSet)$/;

/** The text printed after a successful `npm start`. */
export async function summary(session: LabSession, stack: string): Promise<string> {
  const { project } = session;
  const objects = await stackObjects(project, stack);
  const workloads = await readWorkloads(project, objects);
  const namespaces = [...new Set(workloads.map(({ metadata }) => metadata.namespace))].sort();
  const rows = workloads.map((workload) => [
    workload.metadata.namespace,
    `${workload.kind.toLowerCase()}/${workload.metadata.name}`,
    readiness(workload),
    workload.spec.template.spec.containers.map(({ image }) => shortImage(image)).join(", "),
  ]);
  const other = stack === "prod" ? "staging" : "prod";
  return [
    "",
    `Stack ${stack} runs on the lab ${project.name}: ${objects.length} objects, deployed by Pulumi, judged by the policy pack.`,
    "",
    table([["NAMESPACE", "WORKLOAD", "READY", "IMAGE"], ...rows]),
    "",
    "The API server, scheduler, controllers and admission are real. Nodes and pods are simulated: pods become ready, no container runs.",
    "",
    "Try next",
    `  eval "$(npm run -s lab -- env)"        a shell in which pulumi and kubectl work on this lab`,
    `  kubectl get all -n ${namespaces[0] ?? "default"}`,
    `  pulumi preview --diff --stack ${stack} --policy-pack policies`,
    `  npm start -- --stack ${other}`.padEnd(41) + "another stack, beside this one",
    "Stop",
    "  npm run lab -- down                    ends every process and deletes the lab's data",
    "",
  ].join("\n");
}

async function stackObjects(project: LabProject, stack: string): Promise<{ type: string; id: string }[]> {
  const { stdout } = await runPulumi(project, ["stack", "export", "--stack", stack]);
  const { deployment } = JSON.parse(stdout) as StackExport;
  return (deployment.resources ?? []).flatMap(({ type, custom, id }) =>
    custom && id && type.startsWith("kubernetes:") ? [{ type, id }] : [],
  );
}

async function readWorkloads(
  project: LabProject,
  objects: readonly { type: string; id: string }[],
): Promise<Workload[]> {
  const ours = new Set(
    objects.flatMap(({ type, id }) => {
      const kind = WORKLOAD_TYPE.exec(type)?.[1];
      return kind ? [`${kind} ${id}`] : [];
    }),
  );
  const kubectl = join(project.bin, "kubectl");
  const { stdout } = await promisify(execFile)(kubectl, ["get", "deploy,sts,ds", "-A", "-o", "json"], {
    env: commandEnvironment(project),
    maxBuffer: 1 << 28,
  });
  const { items } = JSON.parse(stdout) as { items: Workload[] };
  return items.filter(({ kind, metadata }) => ours.has(`${kind} ${metadata.namespace}/${metadata.name}`));
}

/** An image by its name; of a digest as much as tells two apart, as `docker images` shows it. */
export function shortImage(image: string): string {
  return image.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]{52}$/, "$1…");
}

function readiness({ spec, status }: Workload): string {
  const wanted = status?.desiredNumberScheduled ?? spec.replicas ?? 1;
  return `${status?.readyReplicas ?? status?.numberReady ?? 0}/${wanted}`;
}

/** Columns aligned by spaces. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** `npm run lab -- status` for people. */
export function formatStatus({ name, exists, ready, components, nodes, kubeconfig }: LabStatus): string {
  if (!exists) return `Lab ${name} does not exist. Start it with:  npm run lab -- up ${name}\n`;
  const rows = components.map((component) => [
    component.name,
    component.ready ? "ready" : component.pid === undefined ? "down" : "not ready",
    component.pid === undefined ? "" : String(component.pid),
    component.port === undefined ? "" : `127.0.0.1:${component.port}`,
  ]);
  const readyNodes = nodes.filter((node) => node.ready).length;
  return [
    `Lab ${name} ${ready ? "is ready" : "is not ready; complete it with:  npm run lab -- up " + name}`,
    table([["COMPONENT", "STATE", "PID", "ADDRESS"], ...rows]),
    `nodes: ${readyNodes} of ${nodes.length} ready`,
    `kubeconfig: ${kubeconfig}`,
    "",
  ].join("\n");
}
