import * as z from "zod";

import { textEntry } from "../../config/fields";
import { environmentVariableFormat, parseEnvironmentVariable } from "../../config/primitives/names";
import { removeCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";

type ExtraEnv = z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;

/**
 * The key `extraEnv`: variables that the SPEC leaves open (G-51).
 * @param configMap name of the ConfigMap that takes them.
 */
export function extraEnvKey(configMap: string, example: Readonly<Record<string, string>>): ExtraEnv {
  return z
    .record(
      textEntry({
        description: "Name of a variable.",
        format: environmentVariableFormat,
        parse: parseEnvironmentVariable,
      }),
      z.string(),
    )
    .meta({
      description: `Further keys of the ConfigMap ${configMap}, as text (G-51). Default: none.`,
      examples: [example],
    })
    .optional();
}

/**
 * Reports variables that would override one which the program sets by itself.
 * @param reserved names that are taken, each with what to use in its place.
 * @param path where the key stands in the namespace. Default: extraEnv.
 */
export function checkExtraEnv(
  { stack, namespace, report }: Scope,
  extraEnv: Readonly<Record<string, string>>,
  reserved: Readonly<Record<string, string>>,
  path = "extraEnv",
): void {
  for (const [name, value] of Object.entries(extraEnv)) {
    const reason = Object.hasOwn(reserved, name) ? reserved[name] : undefined;
    if (reason !== undefined) {
      const key = `${namespace}:${path}.${name}`;
      report({
        key,
        given: JSON.stringify(value),
        allowed: `any name but ${name}: ${reason}`,
        remedy: [removeCommand(stack, key)],
      });
    }
  }
}
