/** What the policy pack costs: a Deployment through all of its rules, and a preview of prod. */
import { ensureStack } from "../../lab/project/stacks";
import { compliantTemplate, wrap } from "../policies/support/objects";
import { PackRun } from "../policies/support/pack";
import type { Bench } from "./bench";
import { compare } from "./compare";
import { printComparison, show, type Print } from "./report";
import { estimate } from "./statistics";

const STACK = "prod";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

/** As often a Deployment is judged for one sample; before the first sample, too, so that V8 has compiled what it will. */
const REPETITIONS = 200;

/** Measures both. */
export async function judging(bench: Bench): Promise<void> {
  await oneDeployment(bench.pairs, bench.print);
  await ensureStack(bench.session.project, STACK);
  await bench.run(bench.up("prod", bench.ours, STACK));
  const judged = bench.preview("prod with the policy pack", bench.ours, STACK, ["--policy-pack", "policies"]);
  const plain = bench.preview("prod", bench.ours, STACK);
  const figure = "preview of unchanged prod with the policy pack / without";
  printComparison(bench.print, figure, "<= 1.25", await compare(judged, plain, bench.pairs));
}

/** In this process, through the SDK's own handlers and its wire format, as the engine asks. */
async function oneDeployment(samples: number, print: Print): Promise<void> {
  const run = new PackRun();
  const object = wrap(DEPLOYMENT, compliantTemplate());
  const milliseconds: number[] = [];
  for (let sample = 0; sample <= samples; sample++) {
    const started = performance.now();
    for (let index = 0; index < REPETITIONS; index++) await run.analyze({ type: DEPLOYMENT, object });
    if (sample > 0) milliseconds.push((performance.now() - started) / REPETITIONS);
  }
  const whole = estimate(milliseconds);
  const each = estimate(milliseconds.map((time) => time / run.policies));
  print(`a Deployment through ${run.policies} policies (goal <= 4 ms): ${show(whole)} ms`);
  print(`  per policy (goal <= 0.06 ms): ${show(each, 4)} ms`);
}
