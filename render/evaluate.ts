/** Runs a program under the recording monitor. */
import * as pulumi from "@pulumi/pulumi";
import { isGenerated, RecordingMonitor, type RecordingOptions } from "./monitor";
import { agreed } from "./plain";
import type { Registration } from "./registration";

/**
 * Evaluates `program` as a preview of `stack` in which nothing exists yet, and returns its registrations sorted by URN.
 * Where secrets are generated it runs twice, with different ones: what differs is what a deployment computes from them.
 * Stacks are evaluated one after another: the SDK keeps one stack per process.
 *
 * @throws the program's own error, also one that it raised after it had returned
 */
export async function evaluate(
  project: string,
  stack: string,
  program: () => unknown,
): Promise<readonly Registration[]> {
  const once = await evaluateOnce({ project, stack, generated: "generated-once" }, program);
  if (!once.some(({ type }) => isGenerated(type))) return once;
  const again = await withoutWarnings(() => evaluateOnce({ project, stack, generated: "generated-again" }, program));
  return once.map((registration, index) => ({
    ...registration,
    inputs: agreed(registration.inputs, again[index]?.inputs) as Registration["inputs"],
  }));
}

/**
 * One evaluation, with one value for all generated secrets.
 *
 * @throws as {@link evaluate}
 */
export async function evaluateOnce(settings: RecordingOptions, program: () => unknown): Promise<Registration[]> {
  const { project, stack } = settings;
  const monitor = new RecordingMonitor(settings);
  // Sets the SDK's feature flags; the monitor given next takes the place of the mocks.
  await pulumi.runtime.setMocks({ newResource: unused, call: unused }, project, stack, true);
  pulumi.runtime.setMockOptions(monitor, project, stack, true);
  const failures: unknown[] = [];
  const collect = (reason: unknown): void => void failures.push(reason);
  process.on("unhandledRejection", collect);
  try {
    await pulumi.runtime.runInPulumiStack(() => Promise.resolve().then(program));
    await pulumi.runtime.disconnect();
  } catch (error) {
    failures.unshift(error);
  } finally {
    // Rejections that nobody handles are announced after the current turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.removeListener("unhandledRejection", collect);
  }
  if (failures.length > 0) throw failures[0];
  return monitor.registrations.sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

/** Where there is no engine the SDK writes a program's warnings to the console: the second evaluation would repeat them. */
async function withoutWarnings<T>(work: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return await work();
  } finally {
    console.warn = warn;
  }
}

function unused(): never {
  throw new Error("the recording monitor answers every call");
}
