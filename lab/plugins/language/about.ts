/** LanguageRuntime.About and GetProgramDependencies: what `pulumi about` tells of a program's runtime. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import {
  AboutResponse,
  DependencyInfo,
  GetProgramDependenciesResponse,
  type AboutRequest,
  type GetProgramDependenciesRequest,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginError, messageOf } from "../shared/errors";
import { runtimeOptions } from "./options";
import { lockedPackages, packageManagerOf, packageManagerVersion } from "./package-managers";

/** Node's path and version, the package manager's, and the TypeScript that the program would load. */
export async function about(request: AboutRequest): Promise<AboutResponse> {
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() ?? process.cwd();
  const manager = await packageManagerOf(directory, info === undefined ? "auto" : runtimeOptions(info).packageManager);
  const response = new AboutResponse().setExecutable(process.execPath).setVersion(process.version);
  const metadata = response.getMetadataMap();
  metadata.set("packagemanager", manager);
  metadata.set("packagemanagerVersion", (await packageManagerVersion(manager)) ?? "");
  const typescript = typescriptVersion(directory);
  if (typescript !== undefined) metadata.set("typescriptVersion", typescript);
  return response;
}

/** The program's packages from package-lock.json; programs with another manager's lock file are answered with why not. */
export async function programDependencies(
  request: GetProgramDependenciesRequest,
): Promise<GetProgramDependenciesResponse> {
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() ?? request.getPwd();
  const manager = await packageManagerOf(directory, info === undefined ? "auto" : runtimeOptions(info).packageManager);
  if (manager !== "npm") {
    throw new PluginError(
      status.UNIMPLEMENTED,
      `the lab's language host lists the packages of npm only, and this program uses ${manager}`,
    );
  }
  try {
    const packages = await lockedPackages(directory, request.getTransitivedependencies());
    return new GetProgramDependenciesResponse().setDependenciesList(
      packages.map(({ name, version }) => new DependencyInfo().setName(name).setVersion(version)),
    );
  } catch (thrown) {
    throw new PluginError(status.UNKNOWN, `failed to get node dependencies: ${messageOf(thrown)}`);
  }
}

function typescriptVersion(directory: string): string | undefined {
  try {
    const manifest: unknown = createRequire(join(directory, "program.js"))("typescript/package.json");
    return (manifest as { version?: string }).version;
  } catch {
    return undefined;
  }
}
