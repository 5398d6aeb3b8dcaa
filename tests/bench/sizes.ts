/** How costs grow with the program: the same service many times over, made of our components. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { evaluate } from "../../render/evaluate";
import { renderObjects } from "../../render/objects";
import { BENCH_STACK, WITHOUT_CHECKPOINTS, type Bench } from "./bench";
import { groupRounds, rounds } from "./compare";
import { verdict, type Point } from "./growth";
import { Kubectl } from "./kubectl";
import { applicable } from "./manifests";
import type { Sample, Subject } from "./measure";
import { servicesProgram } from "./projects";
import { printCost } from "./report";
import { services } from "./services";
import { estimate } from "./statistics";

/**
 * An update of some hundred services takes minutes, so updates and applies are measured so many times only. Their interval is
 * then all that was seen.
 */
const UPDATES = 3;

/** Figures of one command over the sizes. */
interface Series {
  readonly name: string;
  readonly seconds: Point[];
  readonly megabytes: Point[];
}

/** Measures each size, then says what grows faster than the program. */
export async function sizes(bench: Bench, counts: readonly number[]): Promise<void> {
  const series = new Map<string, Series>();
  for (const count of counts) {
    for (const { name, resources, samples } of await measureSize(bench, count)) {
      const one = series.get(name) ?? { name, seconds: [], megabytes: [] };
      series.set(name, one);
      one.seconds.push({ resources, cost: estimate(samples.map(({ seconds }) => seconds)).median });
      one.megabytes.push({ resources, cost: estimate(samples.map(({ peakMegabytes }) => peakMegabytes)).median });
    }
  }
  for (const { name, seconds, megabytes } of series.values()) {
    bench.print(`${name}: time ${verdict(seconds)}; memory ${verdict(megabytes)}`);
    for (const [index, { resources, cost }] of seconds.entries()) {
      const peak = (megabytes[index]?.cost ?? Number.NaN) / resources;
      bench.print(`  ${resources} resources: ${((1000 * cost) / resources).toFixed(1)} ms, ${peak.toFixed(2)} MB each`);
    }
  }
}

interface Figure {
  readonly name: string;
  readonly resources: number;
  readonly samples: readonly Sample[];
}

async function measureSize(bench: Bench, count: number): Promise<Figure[]> {
  const registrations = await evaluate("bench", BENCH_STACK, () => {
    services(count);
  });
  const resources = registrations.length;
  const name = `services-${count}`;
  const kubectl = await Kubectl.over(bench, name, applicable(renderObjects(registrations)));
  const folder = await bench.project(name, servicesProgram(count));
  for (const shared of ["components", "config", "tests"]) {
    symlinkSync(join(bench.session.project.root, shared), join(folder, shared));
  }
  const figures: Figure[] = [];
  const add = (subjects: readonly Subject[], samples: readonly (readonly Sample[])[]): void => {
    for (const [index, subject] of subjects.entries()) {
      figures.push({ name: subject.name, resources, samples: samples[index] ?? [] });
    }
  };
  bench.print(`${count} services: ${resources} resources`);

  await bench.run(bench.up(name, folder, BENCH_STACK, { env: { ...bench.environment, ...WITHOUT_CHECKPOINTS } }));
  const unchanged = [
    bench.program("evaluation", "services.ts", String(count)),
    bench.preview("preview, unchanged", folder, BENCH_STACK),
  ];
  add(unchanged, await rounds(unchanged, bench.pairs));

  // Looking a thousand objects up that are not there would take kubectl minutes.
  let isApplied = false;
  const wipe = async (): Promise<void> => {
    await bench.destroy(folder, BENCH_STACK, WITHOUT_CHECKPOINTS);
    if (isApplied) await kubectl.remove();
    isApplied = false;
  };
  const wipeForKubectl = async (): Promise<void> => {
    await wipe();
    isApplied = true;
  };
  const env = { ...bench.environment, ...WITHOUT_CHECKPOINTS };
  const updates = [
    bench.up("first up", folder, BENCH_STACK, { before: wipe }),
    bench.up("first up, PULUMI_SKIP_CHECKPOINTS", folder, BENCH_STACK, { before: wipe, env }),
    kubectl.apply("kubectl apply and rollout status", wipeForKubectl),
  ];
  const groups = updates.map((subject) => [subject]);
  const samples = await groupRounds(groups, Math.min(UPDATES, bench.pairs), false);
  add(
    updates,
    samples.map(([first = []]) => first),
  );
  await wipe();
  for (const figure of figures) printCost(bench.print, figure.name, figure.samples);
  return figures;
}
