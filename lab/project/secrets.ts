/** The secrets that an installation would set itself: the lab makes throw-away ones, so that every stack can be deployed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import { parseDocument } from "yaml";

/** A configuration key and its throw-away value. */
export interface LabSecret {
  readonly key: string;
  readonly value: string;
}

/** What config/schema.json tells about a secret, beside JSON Schema. */
interface SecretNote {
  readonly "x-placeholder"?: string;
  /** Environments in which a stack cannot do without it. */
  readonly "x-needed-in"?: readonly string[];
}

interface Schema {
  readonly properties: { readonly config: { readonly properties: Readonly<Record<string, SecretNote>> } };
}

/**
 * The secrets that a stack of the clone at `root` needs and that its file does not have yet: a fresh certificate with its
 * key where PEM is wanted, else the schema's placeholder. Nothing in the lab listens for them.
 */
export async function missingSecrets(root: string, stackFile: string, stack: string): Promise<LabSecret[]> {
  const document = parseDocument(readFileSync(stackFile, "utf8"));
  const { config = {} } = (document.toJS() ?? {}) as { config?: Record<string, unknown> };
  const named = config["bulwark:environment"];
  const byName = stack.startsWith("preview-pr-") ? "preview" : stack;
  const environment = typeof named === "string" ? named : byName;
  const systems = config["bulwark:systems"];
  const isRun = (key: string): boolean => !Array.isArray(systems) || systems.includes(key.split(":")[0]);
  const missing = Object.entries(secretNotes(root)).filter(
    ([key, note]) => note["x-needed-in"]?.includes(environment) && isRun(key) && !(key in config),
  );
  return throwAway(missing.map(([key, note]) => ({ key, value: note["x-placeholder"] ?? "" })));
}

function secretNotes(root: string): Readonly<Record<string, SecretNote>> {
  const schema = JSON.parse(readFileSync(join(root, "config/schema.json"), "utf8")) as Schema;
  return schema.properties.config.properties;
}

/** Makes one pair for all PEM placeholders: a certificate and a key of the same system belong together. */
async function throwAway(secrets: LabSecret[]): Promise<LabSecret[]> {
  if (!secrets.some(({ value }) => value.startsWith("-----BEGIN "))) return secrets;
  const pair = await generate([{ name: "commonName", value: "lab.invalid" }], { keyType: "ec" });
  return secrets.map(({ key, value }) => {
    if (value.startsWith("-----BEGIN CERTIFICATE")) return { key, value: pair.cert };
    return { key, value: value.startsWith("-----BEGIN ") ? pair.private : value };
  });
}
