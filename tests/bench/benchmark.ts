/** The performance goals and what they are measured with. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandEnvironment } from "../../lab/project/lab";
import { runPulumi } from "../../lab/project/pulumi";
import { ensureStack } from "../../lab/project/stacks";
import type { LabSession } from "../../lab/session";
import { renderStack } from "../../render/render";
import { writeRendering } from "../../render/write";
import { compare, cost, rounds, type Comparison } from "./compare";
import { measure, type Subject } from "./measure";
import { EMPTY, ONE_CONFIG_MAP, writeProject } from "./projects";
import { estimate, type Estimate } from "./statistics";

const STACK = "dev";
const JUDGED = ["--policy-pack", "policies"];

/** Prints one line per figure: what was measured, the goal, the median with its 90 % interval. */
export async function benchmark(session: LabSession, pairs: number, print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bulwark-bench-"));
  try {
    const bench = new Bench(session, folder);
    await bench.prepare();
    print(`${pairs} interleaved pairs each; median [90 % interval]; ratios are within pairs`);
    await previews(bench, pairs, print);
    await ups(bench, pairs, print);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function previews(bench: Bench, pairs: number, print: (line: string) => void): Promise<void> {
  const dev = bench.preview("dev", bench.session.project.folder, STACK);
  const one = bench.preview("one ConfigMap", join(bench.folder, "one"), "bench");
  const empty = bench.preview("empty program", join(bench.folder, "empty"), "bench");
  const judged = bench.preview("dev with the policy pack", bench.session.project.folder, STACK, JUDGED);
  report(print, "preview of unchanged dev / preview of one ConfigMap", "<= 1.3", await compare(dev, one, pairs));
  const beyond = await compare(dev, empty, pairs);
  report(print, "preview of unchanged dev / preview of an empty program", "seconds added", beyond);
  report(print, "preview with the policy pack / without", "<= 1.25", await compare(judged, dev, pairs));
}

/** What an up of dev costs beyond an up of an empty program, against kubectl on the same objects. */
async function ups(bench: Bench, pairs: number, print: (line: string) => void): Promise<void> {
  const up = bench.up("up of dev", bench.session.project.folder, STACK, () => bench.destroy());
  const empty = bench.up("up of an empty program", join(bench.folder, "empty"), "bench");
  const kubectl = await bench.kubectlApply();
  const [dev = [], none = [], applied = []] = await rounds([up, empty, kubectl], pairs);
  const beyond = dev.map((sample, index) => sample.seconds - (none[index]?.seconds ?? Number.NaN));
  const ratio = beyond.map((seconds, index) => seconds / (applied[index]?.seconds ?? Number.NaN));
  print(`up of dev beyond an empty program / kubectl apply and rollout status (goal <= 1.5): ${show(estimate(ratio))}`);
  print(`  beyond an empty program: ${show(estimate(beyond))} s`);
  for (const [subject, samples] of [
    [up, dev],
    [empty, none],
    [kubectl, applied],
  ] as const) {
    const { seconds, megabytes } = cost(subject, samples);
    print(`  ${subject.name}: ${show(seconds)} s, peak ${show(megabytes, 0)} MB`);
  }
}

/** What the measurements share: the lab, the small projects and the stacks in it. */
class Bench {
  constructor(
    readonly session: LabSession,
    readonly folder: string,
  ) {}

  async prepare(): Promise<void> {
    const { project } = this.session;
    await ensureStack(project, STACK);
    for (const [name, program] of [
      ["empty", EMPTY],
      ["one", ONE_CONFIG_MAP],
    ] as const) {
      const folder = join(this.folder, name);
      writeProject(folder, `bench-${name}`, program, project.root);
      await this.succeed(["stack", "init", "bench", "--non-interactive", "--cwd", folder]);
      await measure(this.up(name, folder, "bench"));
    }
    await measure(this.up("dev", project.folder, STACK));
  }

  preview(name: string, folder: string, stack: string, more: readonly string[] = []): Subject {
    return this.pulumi(name, ["preview", "--stack", stack, "--cwd", folder, ...more]);
  }

  up(name: string, folder: string, stack: string, before?: () => Promise<void>): Subject {
    const subject = this.pulumi(name, ["up", "--yes", "--skip-preview", "--stack", stack, "--cwd", folder]);
    return before ? { ...subject, before } : subject;
  }

  async destroy(): Promise<void> {
    await this.succeed(["destroy", "--yes", "--skip-preview", "--stack", STACK]);
  }

  /** Applies the stack's rendered files as kubectl users do, namespaces first, and waits for the rollouts. */
  async kubectlApply(): Promise<Subject> {
    const { project, toolchain } = this.session;
    const out = join(this.folder, "rendered");
    const files = (await renderStack(project.root, STACK)).filter(({ path }) => path.endsWith(".yaml"));
    writeRendering(out, [...files, { path: "inventory.txt", content: "" }]);
    const kubectl = toolchain.bin("kubectl");
    const rollouts = files.flatMap(({ path }) => {
      const [, namespace, kind, name] = /^([^/]+)\/(deployment|statefulset)\.(.+)\.yaml$/.exec(path) ?? [];
      return kind ? [`${kubectl} rollout status ${kind}/${name} -n ${namespace} --timeout 120s`] : [];
    });
    const apply = `${kubectl} apply --server-side -f ${out}/_cluster && ${kubectl} apply --server-side -R -f ${out}`;
    return {
      name: "kubectl apply and rollout status",
      command: "sh",
      args: ["-ec", [apply, ...rollouts].join("\n")],
      cwd: this.folder,
      env: commandEnvironment(project),
      before: () => this.destroy().then(() => this.removeApplied(out)),
    };
  }

  private async removeApplied(out: string): Promise<void> {
    const { project, toolchain } = this.session;
    const args = ["delete", "-R", "-f", out, "--ignore-not-found", "--wait"];
    await measure({
      name: "kubectl delete",
      command: toolchain.bin("kubectl"),
      args,
      cwd: this.folder,
      env: commandEnvironment(project),
    });
  }

  private pulumi(name: string, args: readonly string[]): Subject {
    const { project } = this.session;
    return {
      name,
      command: join(project.bin, "pulumi"),
      args: [...args, "--non-interactive"],
      cwd: project.folder,
      env: commandEnvironment(project),
    };
  }

  private async succeed(args: readonly string[]): Promise<void> {
    const ended = await runPulumi(this.session.project, args);
    if (ended.code !== 0) throw new Error(`pulumi ${args.join(" ")}: ${ended.stderr}${ended.stdout}`);
  }
}

function report(print: (line: string) => void, figure: string, goal: string, comparison: Comparison): void {
  print(`${figure} (goal ${goal}): ${show(comparison.ratio)}, ${show(comparison.difference)} s more`);
  for (const { name, seconds, megabytes } of [comparison.subject, comparison.reference]) {
    print(`  ${name}: ${show(seconds)} s, peak ${show(megabytes, 0)} MB`);
  }
}

function show({ median, low, high }: Estimate, digits = 2): string {
  return `${median.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}
