/** Runs the command in this process, over files that a test writes. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { main } from "../../../policies/audit/cli";
import { compliantTemplate, set, wrap, type Json, type JsonObject } from "../support/objects";

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Setting {
  /** Content of each file by its path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly stdin?: string;
  readonly today?: string;
}

/** The register of these tests: it lifts R-06 for Deployment app in the stacks prod and eu. */
export const REGISTER = `exemptions:
  - id: app-writable-root
    control: R-06
    stack: [prod, eu]
    object: Deployment/app
    container: app
    reason: It writes beside its program.
    owner: platform-security
    date: 2026-11-01
    expiry: 2027-01-31
`;

/** Runs the command in a new folder that holds the files and the register. */
export function auditIn({ files = {}, stdin = "", today = "2026-11-28" }: Setting, ...args: readonly string[]): Run {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bulwark-audit-")));
  let out = "";
  let err = "";
  try {
    for (const [name, content] of Object.entries({ "register.txt": REGISTER, ...files })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const code = main(args, {
      folder,
      readStdin: () => stdin,
      write: (text) => (out += text),
      writeError: (text) => (err += text),
      today: () => today,
      packVersion: "1.2.3",
      exemptionsFile: join(folder, "register.txt"),
    });
    return { code, out: out.replaceAll(folder, "FOLDER"), err: err.replaceAll(folder, "FOLDER") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A Deployment that passes every rule about single objects, with changes at dotted paths of its pod. */
export function deployment(changes: Readonly<Record<string, Json | undefined>> = {}, namespace = "team"): JsonObject {
  const template = Object.entries(changes).reduce(
    (before, [path, value]) => set(before, path, value),
    compliantTemplate(),
  );
  return wrap("kubernetes:apps/v1:Deployment", template, { namespace });
}

/** A Deployment that breaks with the exemption of the register. */
export function privilegedWithExemption(): JsonObject {
  const object = deployment({
    "spec.containers.0.securityContext.readOnlyRootFilesystem": false,
    "spec.containers.0.securityContext.privileged": true,
  });
  const annotations = { "bulwark.io/exemptions": "app-writable-root" };
  return { ...object, metadata: { ...(object["metadata"] as JsonObject), annotations } };
}

/** Objects as one file of JSON: each a YAML document. */
export function documents(...objects: readonly JsonObject[]): string {
  return objects.map((object) => `---\n${JSON.stringify(object, null, 2)}\n`).join("");
}

interface JsonViolation {
  readonly rule: string;
  readonly number: string;
  readonly level: string;
  readonly file: string;
  readonly document: number;
  readonly line: number;
  readonly column: number;
  readonly object: { readonly kind: string; readonly namespace?: string; readonly name: string };
  readonly container?: string;
  readonly path: string;
  readonly found: string;
  readonly wanted: string;
  readonly remedy: string;
  readonly message: string;
}

export interface JsonContent {
  readonly version: number;
  readonly profile: string;
  readonly environment: string;
  readonly stack: string;
  readonly totals: Readonly<Record<string, number>>;
  readonly violations: readonly JsonViolation[];
  readonly exempted: readonly (Omit<JsonViolation, "level"> & { readonly exemption: { readonly id: string } })[];
  readonly errors: readonly { file: string; document?: number; line?: number; column?: number; message: string }[];
  readonly notJudged: {
    readonly rules: readonly { rule: string; option: string }[];
    readonly kinds: readonly { apiVersion: string; kind: string; file: string; line: number }[];
  };
}

/** The report of a run with `--json`. */
export function jsonOf(setting: Setting, ...args: readonly string[]): JsonContent & { readonly code: number } {
  const { code, out, err } = auditIn(setting, ...args, "--json");
  if (out === "") {
    throw new Error(err);
  }
  return { ...(JSON.parse(out) as JsonContent), code };
}
