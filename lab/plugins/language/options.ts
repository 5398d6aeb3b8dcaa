/** The runtime options of Pulumi.yaml and PulumiPolicy.yaml ("Pulumi project file: runtime options, nodejs"). */
import { status } from "@grpc/grpc-js";
import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { PluginError } from "../shared/errors";
import { decodeStruct, type PropertyValue } from "../shared/values";
import { splitWords } from "./words";

export const PACKAGE_MANAGERS = ["auto", "npm", "yarn", "pnpm", "bun"] as const;
export type PackageManagerChoice = (typeof PACKAGE_MANAGERS)[number];

export interface RuntimeOptions {
  /** Run TypeScript through ts-node. Default: true. */
  typescript: boolean;
  /** Path of the tsconfig.json to use, relative to the program. Default: the program's own. */
  tsconfig: string | undefined;
  /** Arguments for Node, before the program's. Default: none. */
  nodeArguments: string[];
  /** Default: "auto", that is by lock file, else npm. */
  packageManager: PackageManagerChoice;
  /** Leave development dependencies out when installing. Default: false. */
  production: boolean;
}

/** Reads the options; throws INVALID_ARGUMENT that names the option and what it may be. */
export function runtimeOptions(info: ProgramInfo): RuntimeOptions {
  const options = decodeStruct(info.getOptions());
  const manager = optional(options["packagemanager"], "packagemanager", "string") ?? "auto";
  if (!isPackageManager(manager)) {
    throw invalid("packagemanager", `one of ${PACKAGE_MANAGERS.join(", ")}`, manager);
  }
  return {
    typescript: optional(options["typescript"], "typescript", "boolean") ?? true,
    tsconfig: optional(options["tsconfig"], "tsconfig", "string"),
    nodeArguments: splitWords(optional(options["nodeargs"], "nodeargs", "string") ?? ""),
    packageManager: manager,
    production: optional(options["production"], "production", "boolean") ?? false,
  };
}

/** What a program's environment must say for the SDK's runner to follow the options. */
export function runtimeEnvironment(options: RuntimeOptions): Record<string, string> {
  return {
    ...(options.typescript && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(options.tsconfig !== undefined && { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
}

interface Types {
  string: string;
  boolean: boolean;
}

function optional<T extends keyof Types>(
  value: PropertyValue | undefined,
  name: string,
  type: T,
): Types[T] | undefined {
  if (value === undefined) return undefined;
  if (!isOfType(value, type)) throw invalid(name, `a ${type}`, JSON.stringify(value));
  return value;
}

function isOfType<T extends keyof Types>(value: unknown, type: T): value is Types[T] {
  return typeof value === type;
}

function isPackageManager(name: string): name is PackageManagerChoice {
  return (PACKAGE_MANAGERS as readonly string[]).includes(name);
}

function invalid(option: string, allowed: string, given: string): PluginError {
  return new PluginError(
    status.INVALID_ARGUMENT,
    `runtime option "${option}" is ${given} but must be ${allowed}; correct it under runtime.options in the project file`,
  );
}
