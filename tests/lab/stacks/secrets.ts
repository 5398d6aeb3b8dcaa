/** The secrets of a stack in the clear, so that tests can look for them where they must not be. */
import type { StackLab } from "./lab";

export interface Secret {
  /** URN and path. */
  readonly where: string;
  readonly value: string;
}

/** Shorter values turn up by chance. */
const LEAST_LENGTH = 12;

/** The mark of a secret in a state, as the SDK has it. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Every secret text of the stack's state, base64 decoded too. */
export async function secretsOf(lab: StackLab, stack: string): Promise<Secret[]> {
  const { stdout } = await lab.ok(["stack", "export", "--show-secrets", "--stack", stack]);
  const { deployment } = JSON.parse(stdout) as {
    deployment: {
      resources?: readonly { readonly urn: string; readonly inputs?: unknown; readonly outputs?: unknown }[];
    };
  };
  const found = (deployment.resources ?? []).flatMap(({ urn, inputs, outputs }) => [
    ...texts(inputs, urn, false),
    ...texts(outputs, urn, false),
  ]);
  const decoded = found.map(({ where, value }) => ({ where, value: Buffer.from(value, "base64").toString("utf8") }));
  const isBase64 = ({ value }: Secret, index: number): boolean =>
    Buffer.from(value, "utf8").toString("base64").replace(/=+$/, "") === found[index]?.value.replace(/=+$/, "");
  return [...found, ...decoded.filter(isBase64)].filter(({ value }) => value.length >= LEAST_LENGTH);
}

function texts(value: unknown, where: string, isSecret: boolean): Secret[] {
  if (typeof value === "string") return isSecret ? [{ where, value }] : [];
  if (typeof value !== "object" || value === null) return [];
  if (SIGNATURE in value && "plaintext" in value && typeof value.plaintext === "string") {
    return texts(JSON.parse(value.plaintext), where, true);
  }
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, `${where} ${key}`, isSecret));
}
