/** The smallest system alone, in dev: what an update of ours costs at the least. */
import { ensureStack } from "../../lab/project/stacks";
import { evaluate } from "../../render/evaluate";
import { renderObjects } from "../../render/objects";
import { stackFileSource } from "../../render/source";
import { deploy, load } from "../../systems";
import { restrictStack } from "../lab/stacks/configure";
import { BENCH_STACK, type Bench } from "./bench";
import { compare, perRound, rounds } from "./compare";
import { Kubectl } from "./kubectl";
import { applicable, type AppliedObject } from "./manifests";
import { EMPTY, ONE_CONFIG_MAP } from "./projects";
import { printComparison, printCost, show } from "./report";
import { estimate } from "./statistics";

const STACK = "dev";
const SYSTEMS = ["mllp"];
const JUDGED = ["--policy-pack", "policies"];
const PREVIEW = "preview of unchanged dev";

/** Makes the stack with its one system, deployed. */
export async function deploySmallStack(bench: Bench): Promise<void> {
  const { project } = bench.session;
  await restrictStack(project, STACK, SYSTEMS);
  await ensureStack(project, STACK);
  await bench.run(bench.up("dev", bench.ours, STACK));
}

/** What a preview costs against one of a single object, of none, and with the policy pack. */
export async function previews(bench: Bench): Promise<void> {
  const { pairs, print } = bench;
  await deploySmallStack(bench);
  const projects = { one: await bench.project("one", ONE_CONFIG_MAP), empty: await bench.project("empty", EMPTY) };
  for (const folder of Object.values(projects)) await bench.run(bench.up("small project", folder, BENCH_STACK));
  const dev = bench.preview("dev", bench.ours, STACK);
  const one = bench.preview("one ConfigMap", projects.one, BENCH_STACK);
  const empty = bench.preview("empty program", projects.empty, BENCH_STACK);
  const judged = bench.preview("dev with the policy pack", bench.ours, STACK, JUDGED);
  printComparison(print, `${PREVIEW} / preview of one ConfigMap`, "<= 1.3", await compare(dev, one, pairs));
  const beyond = await compare(dev, empty, pairs);
  printComparison(print, `${PREVIEW} / preview of an empty program`, "none, seconds added", beyond);
  printComparison(print, "preview with the policy pack / without", "<= 1.25", await compare(judged, dev, pairs));
  const unjudged = bench.preview("dev with an empty pack", bench.ours, STACK, ["--policy-pack", bench.emptyPack()]);
  const floor = await compare(unjudged, dev, pairs);
  printComparison(print, "preview with a pack without policies / without a pack", "none, Pulumi's own share", floor);
  await bench.destroy(bench.ours, STACK);
}

/** What an update costs beyond one of an empty program, against kubectl on the same objects. */
export async function ups(bench: Bench): Promise<void> {
  const { pairs, print } = bench;
  await deploySmallStack(bench);
  const kubectl = await Kubectl.over(bench, "small-stack", await objects(bench));
  const wipe = async (): Promise<void> => {
    await bench.destroy(bench.ours, STACK);
    await kubectl.remove();
  };
  const one = await bench.project("one-up", ONE_CONFIG_MAP);
  const subjects = [
    bench.up("up of dev", bench.ours, STACK, { before: wipe }),
    bench.up("up of an empty program", await bench.project("empty-up", EMPTY), BENCH_STACK),
    kubectl.apply("kubectl apply and rollout status", wipe),
    bench.up("up of one ConfigMap", one, BENCH_STACK, { before: () => bench.destroy(one, BENCH_STACK) }),
  ];
  const samples = await rounds(subjects, pairs);
  const [dev = [], none = [], applied = [], single = []] = samples;
  for (const [name, goal, up] of [
    ["up of dev", "<= 1.5", dev],
    ["up of one ConfigMap", "none, Pulumi's own share", single],
  ] as const) {
    const beyond = perRound(up, none, (left, right) => left - right);
    const ratio = beyond.map((seconds, round) => seconds / (applied[round]?.seconds ?? Number.NaN));
    const figure = `${name} beyond an empty program / kubectl apply and rollout status of dev`;
    print(`${figure} (goal ${goal}): ${show(estimate(ratio))}`);
    print(`  beyond an empty program: ${show(estimate(beyond))} s`);
  }
  for (const [index, { name }] of subjects.entries()) printCost(print, name, samples[index] ?? []);
  await wipe();
}

async function objects({ session }: Bench): Promise<AppliedObject[]> {
  const source = stackFileSource(session.project.root, STACK);
  const values = { ...source.values, "bulwark:systems": JSON.stringify(SYSTEMS) };
  return applicable(renderObjects(await evaluate("bulwark", STACK, () => deploy(load({ ...source, values })))));
}
