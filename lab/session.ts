/** What a command of the lab needs: tool chain built, control plane up, plugins bundled, project folder ready. */
import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { up, type Cluster } from "./cluster";
import { labDir } from "./paths";
import { installPlugins } from "./plugins/build";
import { labProject, type LabProject } from "./project/lab";
import { prepareProject } from "./project/prepare";
import type { Reporter } from "./reporter";
import { ensureToolchain, type Toolchain } from "./toolchain";

/** A running lab with its project folder. */
export interface LabSession {
  readonly project: LabProject;
  readonly cluster: Cluster;
  readonly toolchain: Toolchain;
  readonly reporter: Reporter;
}

/** Options of {@link openLab}. */
export interface OpenOptions {
  readonly name: string;
  readonly root: string;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** Builds what is missing and starts what is down; quick when everything is there. */
export async function openLab(options: OpenOptions): Promise<LabSession> {
  const { name, root, reporter, signal } = options;
  // One signal ends many requests and processes at once: that is no leak.
  setMaxListeners(0, signal);
  const toolchain = await ensureToolchain({ reporter, signal });
  const cluster = await up(name, toolchain, { reporter, signal });
  const plugins = await installPlugins(join(labDir(name), "pulumi", "engine"), toolchain);
  const project = labProject(name, root, cluster.kubeconfig, plugins.home);
  prepareProject(project, cluster, { pulumi: plugins.pulumi, kubectl: toolchain.bin("kubectl") });
  return { project, cluster, toolchain, reporter };
}
