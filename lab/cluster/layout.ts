/** Where the files of a lab's control plane lie, and which processes it consists of. */
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { labDir } from "../paths";

/** The processes of a control plane, in the order in which they depend on each other. */
export const COMPONENTS = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok-controller",
  "metrics-server",
] as const;

/** The name of a process of the control plane, as kwokctl calls it. */
export type ComponentName = (typeof COMPONENTS)[number];

/** The files and folders of one control plane. Pulumi's lie beside it, in the lab's own folder. */
export interface ClusterLayout {
  readonly name: string;
  /** The lab's folder. */
  readonly labDir: string;
  /** The folder of the control plane; everything below it belongs to this module. */
  readonly dir: string;
  /** Held by whoever starts or stops the lab; outside the lab's folder, so that `down` can delete that. */
  readonly lock: string;
  readonly kubeconfig: string;
  /** etcd's data; apart from kwokctl's folder, because kwokctl deletes that when a start fails. */
  readonly etcd: string;
  /** What a simulated container prints. */
  readonly containerLog: string;
  /** The input of kwokctl. */
  readonly config: string;
  readonly ports: string;
  /** `KWOK_WORKDIR`. */
  readonly kwok: string;
  /** kwokctl's folder of this control plane, and what it keeps there. */
  readonly runtime: string;
  readonly runtimeConfig: string;
  readonly bin: string;
  readonly pids: string;
  readonly logs: string;
  readonly pki: string;
}

/** Where everything of the lab `name` lies. Makes nothing. */
export function clusterLayout(name: string): ClusterLayout {
  const lab = canonical(labDir(name));
  const dir = join(lab, "cluster");
  const kwok = join(dir, "kwok");
  const runtime = join(kwok, "clusters", name);
  return {
    name,
    labDir: lab,
    dir,
    lock: join(dirname(lab), `.${name}.lock`),
    kubeconfig: join(dir, "kubeconfig"),
    etcd: join(dir, "etcd"),
    containerLog: join(dir, "container.log"),
    config: join(dir, "kwokctl.yaml"),
    ports: join(dir, "ports.json"),
    kwok,
    runtime,
    runtimeConfig: join(runtime, "kwok.yaml"),
    bin: join(runtime, "bin"),
    pids: join(runtime, "pids"),
    logs: join(runtime, "logs"),
    pki: join(runtime, "pki"),
  };
}

/** A path without symbolic links, so that processes are found by their command line whichever way leads to the folder. */
function canonical(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(canonical(parent), path.slice(parent.length));
}
