/** The secrets that an installation would set itself: the lab makes throw-away ones, so that every stack can be deployed. */
import { readFileSync } from "node:fs";
import { generate } from "selfsigned";
import { parseDocument } from "yaml";

/** A configuration key and its throw-away value. */
export interface LabSecret {
  readonly key: string;
  readonly value: string;
}

/** Keys of required secrets by environment; stacks of other names need none. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  prod: ["mllp:tlsCertificate", "mllp:tlsKey"],
};

/** The required secrets that a stack file does not have yet, with freshly made values. */
export async function missingSecrets(stackFile: string, stack: string): Promise<LabSecret[]> {
  const document = parseDocument(readFileSync(stackFile, "utf8"));
  const missing = (REQUIRED[stack] ?? []).filter((key) => !document.hasIn(["config", key]));
  if (missing.length === 0) return [];
  const pair = await generate([{ name: "commonName", value: "mllp-server.lab.invalid" }], { keyType: "ec" });
  return missing.map((key) => ({ key, value: key.endsWith("Key") ? pair.private : pair.cert }));
}
