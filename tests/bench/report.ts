/** How figures are printed. */
import type { Comparison } from "./compare";
import type { Sample } from "./measure";
import { estimate, type Estimate } from "./statistics";

/** Takes one line. */
export type Print = (line: string) => void;

/** A ratio with its goal, and what both sides cost. */
export function printComparison(print: Print, figure: string, goal: string, comparison: Comparison): void {
  print(`${figure} (goal ${goal}): ${show(comparison.ratio)}, ${show(comparison.difference)} s more`);
  printCost(print, comparison.subject.name, comparison.subject.samples);
  printCost(print, comparison.reference.name, comparison.reference.samples);
}

/** Seconds, CPU seconds and peak memory of one command. */
export function printCost(print: Print, name: string, samples: readonly Sample[]): void {
  const seconds = estimate(samples.map((sample) => sample.seconds));
  const cpu = estimate(samples.map(({ cpuSeconds }) => cpuSeconds));
  const megabytes = estimate(samples.map(({ peakMegabytes }) => peakMegabytes));
  print(`  ${name}: ${show(seconds)} s, ${show(cpu)} CPU s, peak ${show(megabytes, 0)} MB`);
}

/** A median with its interval. */
export function show({ median, low, high }: Estimate, digits = 2): string {
  return `${median.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}
