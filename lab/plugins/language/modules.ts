/** Finding the parts of the Pulumi SDK that the program itself has installed. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import { PluginError } from "../shared/errors";

/** The file of a module as the program in `directory` would load it. Throws NOT_FOUND with the remedy. */
export function resolveModule(module: string, directory: string, remedy: string): string {
  try {
    return createRequire(join(directory, "program.js")).resolve(module);
  } catch {
    throw new PluginError(
      status.NOT_FOUND,
      `It looks like the Pulumi SDK has not been installed: ${module} cannot be found from ${directory}. ${remedy}`,
    );
  }
}
