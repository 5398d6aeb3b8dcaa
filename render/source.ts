/** A stack's configuration as its file has it, without the engine: what is encrypted stays unknown. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { dayOf } from "../config/primitives/date";
import type { Section } from "../config/section";
import type { ConfigurationSource } from "../config/source";
import { registry } from "../systems";

/** Why a stack cannot be rendered: its file is missing or no YAML. */
export class StackFileError extends Error {
  override readonly name = "StackFileError";
}

/**
 * Reads `Pulumi.<stack>.yaml`. Secrets that an installation sets are taken as set, because a rendering shows no secret.
 *
 * @throws StackFileError with the stacks that exist, or the place of the YAML error
 */
export function stackFileSource(root: string, stack: string): ConfigurationSource {
  const file = join(root, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) {
    throw new StackFileError(
      `there is no stack "${stack}": ${file} does not exist. This project has ${stacks(root).join(", ")}.`,
    );
  }
  const document = parseDocument(readFileSync(file, "utf8"));
  const problem = document.errors[0];
  if (problem) throw new StackFileError(`${file} is not valid YAML: ${problem.message}`);
  const { config = {} } = (document.toJS() ?? {}) as { config?: Record<string, unknown> };
  const set = Object.keys(config).filter((key) => isEncrypted(config[key]));
  const placeholders = secretPlaceholders(set);
  const plain = Object.entries(config).filter(([key]) => !(key in placeholders && set.includes(key)));
  const texts = plain.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const);
  return {
    stack,
    values: { ...placeholders, ...Object.fromEntries(texts) },
    secretKeys: new Set(Object.keys(placeholders).filter((key) => !texts.some(([plainKey]) => plainKey === key))),
    today: dayOf(new Date()),
  };
}

function stacks(root: string): string[] {
  return readdirSync(root).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
}

/** What stands for each secret that an installation sets or has `set`; the monitor shows every secret as its mark. */
function secretPlaceholders(set: readonly string[]): Record<string, string> {
  const sections: readonly Section[] = Object.values(registry).map(({ section }) => section);
  const all = sections.flatMap(({ namespace, secrets }) =>
    Object.entries(secrets).map(([key, secret]) => ({ ...secret, key: `${namespace}:${key}` })),
  );
  const taken = all.filter(({ key, isOptional }) => isOptional !== true || set.includes(key));
  return Object.fromEntries(taken.map(({ key, placeholder }) => [key, placeholder]));
}

/** Pulumi writes an encrypted value as `{ secure: … }`. */
function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}
