/** The methods of LanguageRuntime that the lab's commands call; the others answer UNIMPLEMENTED. */
import { status } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import { GetRequiredPackagesResponse, LanguageHandshakeResponse } from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { PluginError } from "../shared/errors";
import type { PluginContext } from "../shared/plugin";
import type { Methods } from "../shared/service";
import { about, programDependencies } from "./about";
import { installDependencies } from "./install";
import { requiredPackages } from "./packages";
import { runPolicyPack } from "./policy";
import { ProcessGroups } from "./processes";
import { runProgram } from "./run";
import { HOST_VERSION } from "./version";

/** The language host of one engine; it ends its programs when the plugin ends. */
export function languageHost(plugin: PluginContext): Methods<ILanguageRuntimeServer> {
  const processes = new ProcessGroups();
  plugin.onExit(() => {
    processes.killAll();
  });
  let engineAddress = plugin.engineAddress;
  const engine = (): string => {
    if (engineAddress !== undefined) return engineAddress;
    throw new PluginError(status.FAILED_PRECONDITION, "a host that was started by hand needs a Handshake before Run");
  };
  const tracing = flag(process.argv, "tracing");

  return {
    handshake(request) {
      engineAddress = request.getEngineAddress();
      return new LanguageHandshakeResponse();
    },
    getPluginInfo: () => new PluginInfo().setVersion(HOST_VERSION),
    async getRequiredPackages(request) {
      const directory = request.getInfo()?.getProgramDirectory() ?? process.cwd();
      return new GetRequiredPackagesResponse().setPackagesList(await requiredPackages(directory));
    },
    run: (request, { signal }) => runProgram(request, { engineAddress: engine(), tracing, processes, signal }),
    about,
    getProgramDependencies: programDependencies,
    installDependencies: (request, send, { signal }) => installDependencies(request, send, { processes, signal }),
    runPlugin: (request, send, { signal }) => runPolicyPack(request, send, { processes, signal }),
    cancel() {
      plugin.cancel();
      return new Empty();
    },
  };
}

/** The value of a flag as the engine writes it: `--name value`. */
function flag(args: readonly string[], name: string): string {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? "" : (args[at + 1] ?? "");
}
