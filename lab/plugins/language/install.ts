/** LanguageRuntime.InstallDependencies: the package manager's install, its output passed on as it comes. */
import { status } from "@grpc/grpc-js";
import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { InstallDependenciesResponse, type InstallDependenciesRequest } from "@pulumi/pulumi/proto/language_pb";
import { PluginError, messageOf } from "../shared/errors";
import { runtimeOptions } from "./options";
import { installArguments, packageManagerOf, searchUp } from "./package-managers";
import { exitOf, type ProcessGroups } from "./processes";

/** Installs what the program's package.json asks for; in an npm workspace, at the workspace's root. */
export async function installDependencies(
  request: InstallDependenciesRequest,
  send: (response: InstallDependenciesResponse) => void,
  context: { processes: ProcessGroups; signal: AbortSignal },
): Promise<void> {
  const info = request.getInfo();
  if (info === undefined) throw new PluginError(status.INVALID_ARGUMENT, "the engine sent no program information");
  const say = (text: string): void => {
    send(new InstallDependenciesResponse().setStdout(Buffer.from(text)));
  };
  say("Installing dependencies...\n\n");
  const options = runtimeOptions(info);
  const directory = info.getProgramDirectory();
  const root = await workspaceRoot(directory);
  if (root !== undefined) say(`Detected workspace root at ${root}\n`);
  const manager = await packageManagerOf(root ?? directory, options.packageManager);
  const child = context.processes.start(
    manager,
    installArguments(manager, options.production),
    { cwd: root ?? directory, stdio: ["ignore", "pipe", "pipe"] },
    context.signal,
  );
  child.stdout?.on("data", (chunk: Buffer) => {
    send(new InstallDependenciesResponse().setStdout(chunk));
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    send(new InstallDependenciesResponse().setStderr(chunk));
  });
  const drained = new Promise<void>((resolve) =>
    child.once("close", () => {
      resolve();
    }),
  );
  const exit = await exitOf(child).catch((thrown: unknown) => {
    throw new PluginError(
      status.NOT_FOUND,
      `${manager} cannot be started (${messageOf(thrown)}): install it or set runtime option "packagemanager"`,
    );
  });
  await drained;
  if (exit.code !== 0) {
    throw new PluginError(status.UNKNOWN, `${manager} install failed: exit status ${exit.code ?? String(exit.signal)}`);
  }
  say("Finished installing dependencies\n\n");
}

/** The folder whose package.json lists the program's folder among its workspaces. */
async function workspaceRoot(directory: string): Promise<string | undefined> {
  const own = await searchUp(directory, "package.json");
  let at = own;
  while (own !== undefined && at !== undefined) {
    const member = relative(at, own);
    if ((await workspacesOf(at)).some((pattern) => matches(member, pattern))) return at;
    at = at === dirname(at) ? undefined : await searchUp(dirname(at), "package.json");
  }
  return undefined;
}

/** Whether a path is covered by a workspace pattern; `*` stands for anything within one path segment. */
function matches(path: string, pattern: string): boolean {
  const normal = pattern.replace(/^\.\//, "").replace(/\/$/, "");
  const source = normal.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*");
  return new RegExp(`^${source}$`).test(path);
}

interface WorkspaceManifest {
  workspaces?: string[] | { packages?: string[] };
}

async function workspacesOf(directory: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(directory, "package.json"), "utf8")) as WorkspaceManifest;
  return Array.isArray(manifest.workspaces) ? manifest.workspaces : (manifest.workspaces?.packages ?? []);
}
