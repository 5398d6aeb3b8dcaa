/** The workflows and actions of the repository, as far as the tests look at them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LineCounter, parse, parseDocument, visit } from "yaml";

export const ROOT = join(__dirname, "../..");
export const WORKFLOWS = join(ROOT, ".github/workflows");
const ACTIONS = join(ROOT, ".github/actions");

/** One step of a job or of a composite action. */
export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
}

/** One job; one that calls a workflow has `uses` and no steps. */
export interface Job {
  readonly if?: string;
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: Concurrency;
  readonly strategy?: {
    readonly matrix?: Readonly<Record<string, unknown>>;
    readonly "max-parallel"?: number;
    readonly "fail-fast"?: boolean;
  };
  readonly env?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly "timeout-minutes"?: number;
}

export interface Concurrency {
  readonly group: string;
  readonly "cancel-in-progress": boolean;
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: Concurrency;
  readonly defaults?: { readonly run: { readonly shell: string } };
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** The names of the workflows, without `.yml`, sorted. */
export const workflowNames = readdirSync(WORKFLOWS)
  .map((file) => file.replace(/\.yml$/, ""))
  .sort();

/** @throws when there is no such workflow */
export function workflow(name: string): Workflow {
  return parse(readFileSync(join(WORKFLOWS, `${name}.yml`), "utf8")) as Workflow;
}

/** Every job of every workflow. */
export function everyJob(): readonly { readonly name: string; readonly workflow: Workflow; readonly job: Job }[] {
  return workflowNames.flatMap((file) => {
    const found = workflow(file);
    return Object.entries(found.jobs).map(([job, value]) => ({ name: `${file}/${job}`, workflow: found, job: value }));
  });
}

/** Every file below .github that steps stand in: path below it and text. */
export function everyFile(): readonly { readonly path: string; readonly text: string }[] {
  const actions = readdirSync(ACTIONS).map((name) => `actions/${name}/action.yml`);
  const workflows = workflowNames.map((name) => `workflows/${name}.yml`);
  return [...workflows, ...actions].map((path) => ({
    path,
    text: readFileSync(join(ROOT, ".github", path), "utf8"),
  }));
}

/** Every step of the file, those of composite actions too. */
export function stepsOf(text: string): readonly Step[] {
  const file = parse(text) as Partial<Workflow> & { readonly runs?: { readonly steps: readonly Step[] } };
  return [...Object.values(file.jobs ?? {}).flatMap(({ steps }) => steps ?? []), ...(file.runs?.steps ?? [])];
}

/** What `uses` names, with the comment behind it and the line. */
export function usesOf(text: string): readonly { value: string; comment: string; line: number }[] {
  const lines = new LineCounter();
  const found: { value: string; comment: string; line: number }[] = [];
  visit(parseDocument(text, { lineCounter: lines }), {
    Pair(_, { key, value }) {
      const [name, scalar] = [key, value] as { value?: unknown; comment?: string | null; range?: number[] }[];
      if (name?.value !== "uses" || typeof scalar?.value !== "string") return;
      const { line } = lines.linePos(scalar.range?.[0] ?? 0);
      found.push({ value: scalar.value, comment: (scalar.comment ?? "").trim(), line });
    },
  });
  return found;
}
