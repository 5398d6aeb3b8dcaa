/** The whole prod stack against the tools that people use instead, on the same objects. */
import { ensureStack } from "../../lab/project/stacks";
import { renderStack } from "../../render/render";
import { BENCH_STACK, WITHOUT_CHECKPOINTS, type Bench } from "./bench";
import { groupRounds, perRound, rounds } from "./compare";
import { Helm } from "./helm";
import { Kubectl } from "./kubectl";
import { applicable, type AppliedObject } from "./manifests";
import type { Subject } from "./measure";
import { EMPTY } from "./projects";
import { printCost, show } from "./report";
import { estimate } from "./statistics";

const STACK = "prod";

/** Where the time of a preview goes: each line holds everything of the line before it, the last two excepted. */
export async function layers(bench: Bench): Promise<void> {
  const { kubectl, empty } = await prepare(bench);
  const subjects: Subject[] = [
    bench.command("Node alone", process.execPath, ["-e", ""]),
    bench.program("Node, ts-node and Pulumi's SDK", "sdk.ts"),
    bench.program("the same and the program's modules", "modules.ts"),
    bench.program("evaluation of prod, without engine", "stack.ts", STACK),
    bench.preview("preview of unchanged prod", bench.ours, STACK),
    bench.preview("preview of an empty program", empty, BENCH_STACK),
    kubectl.diff(),
  ];
  const samples = await rounds(subjects, bench.pairs);
  const [, , , , prod = [], none = [], diff = []] = samples;
  const beyond = perRound(prod, none, (left, right) => left - right);
  const ratio = beyond.map((seconds, round) => seconds / (diff[round]?.seconds ?? Number.NaN));
  bench.print(
    `preview of unchanged prod beyond an empty program / kubectl diff (goal <= 1): ${show(estimate(ratio))}, ` +
      `${show(estimate(beyond))} s beyond`,
  );
  for (const [index, { name }] of subjects.entries()) printCost(bench.print, name, samples[index] ?? []);
  await wipe(bench, kubectl);
}

/** First and second update by each tool; between the tools everything is removed. */
export async function wholeStack(bench: Bench): Promise<void> {
  const { objects, kubectl, empty } = await prepare(bench);
  const helm = await Helm.over(bench, objects);
  const clean = (): Promise<void> => wipe(bench, kubectl, helm);
  const groups: Subject[][] = [
    [
      bench.up("pulumi up, first", bench.ours, STACK, { before: clean }),
      bench.up("pulumi up, second", bench.ours, STACK),
    ],
    [kubectl.apply("kubectl apply and rollout status, first", clean), kubectl.apply("kubectl apply, second")],
    [bench.up("pulumi up of an empty program", empty, BENCH_STACK)],
    ...(helm ? [[helm.install(clean), helm.upgrade()]] : []),
  ];
  const samples = await groupRounds(groups, bench.pairs, false);
  const [[first = [], again = []] = [], [applied = [], appliedAgain = []] = [], [none = []] = []] = samples;
  for (const [name, up, apply] of [
    ["first", first, applied],
    ["second", again, appliedAgain],
  ] as const) {
    const beyond = perRound(up, none, (left, right) => left - right);
    const ratio = beyond.map((seconds, round) => seconds / (apply[round]?.seconds ?? Number.NaN));
    bench.print(`${name} up of prod beyond an empty program / kubectl apply, ${name}: ${show(estimate(ratio))}`);
  }
  for (const [index, group] of groups.entries()) {
    for (const [place, { name }] of group.entries()) printCost(bench.print, name, samples[index]?.[place] ?? []);
  }
  await clean();
}

/** Deploys the stack. */
async function prepare(
  bench: Bench,
): Promise<{ readonly objects: readonly AppliedObject[]; readonly kubectl: Kubectl; readonly empty: string }> {
  const { project } = bench.session;
  await ensureStack(project, STACK);
  const objects = applicable(await renderStack(project.root, STACK));
  bench.print(`prod: ${objects.length} objects`);
  const empty = await bench.project("empty-prod", EMPTY);
  await bench.run(bench.up("empty program", empty, BENCH_STACK));
  await bench.run(bench.up("prod", bench.ours, STACK, { env: { ...bench.environment, ...WITHOUT_CHECKPOINTS } }));
  return { objects, kubectl: await Kubectl.over(bench, "whole-stack", objects), empty };
}

async function wipe(bench: Bench, kubectl: Kubectl, helm?: Helm): Promise<void> {
  await helm?.uninstall();
  await bench.destroy(bench.ours, STACK, WITHOUT_CHECKPOINTS);
  // Claims and databases are retained in prod, and Helm leaves nothing but what it never had.
  await kubectl.remove();
}
