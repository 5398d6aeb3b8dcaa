/** Measures several commands in turn, because the machine's speed drifts. */
import { measure, type Sample, type Subject } from "./measure";
import { estimate, type Estimate } from "./statistics";

/** What `subject` costs against `reference`. */
export interface Comparison {
  readonly subject: Measured;
  readonly reference: Measured;
  /** Of the seconds of each pair. */
  readonly ratio: Estimate;
  readonly difference: Estimate;
}

/** A command with its runs. */
export interface Measured {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** Runs `pairs` pairs, the order within a pair alternating, after one unmeasured run of each. */
export async function compare(subject: Subject, reference: Subject, pairs: number): Promise<Comparison> {
  const [one = [], other = []] = await rounds([subject, reference], pairs);
  return {
    subject: { name: subject.name, samples: one },
    reference: { name: reference.name, samples: other },
    ratio: estimate(perRound(one, other, (left, right) => left / right)),
    difference: estimate(perRound(one, other, (left, right) => left - right)),
  };
}

/** The samples of several commands measured in turn, each round in another order, after one unmeasured run of each. */
export async function rounds(subjects: readonly Subject[], count: number): Promise<Sample[][]> {
  const groups = await groupRounds(
    subjects.map((subject) => [subject]),
    count,
  );
  return groups.map(([samples = []]) => samples);
}

/**
 * The same with groups of commands that build on each other, such as a first update and a second one: their order within the
 * group stays. The result has a list of samples for each command of each group.
 *
 * @param isWarm false leaves the unmeasured run out, for commands that take minutes. Default: true.
 */
export async function groupRounds(
  groups: readonly (readonly Subject[])[],
  count: number,
  isWarm = true,
): Promise<Sample[][][]> {
  const samples = groups.map((group) => group.map((): Sample[] => []));
  if (isWarm) for (const group of groups) for (const subject of group) await measure(subject);
  for (const order of orders(groups.length, count)) {
    for (const index of order) {
      for (const [place, subject] of (groups[index] ?? []).entries()) {
        samples[index]?.[place]?.push(await measure(subject));
      }
    }
  }
  return samples;
}

/** The order of each round: it begins with another member every time, so that none is always first. */
export function orders(size: number, count: number): number[][] {
  return Array.from({ length: count }, (_, round) => Array.from({ length: size }, (__, turn) => (turn + round) % size));
}

/** A figure of the seconds of two commands, round by round: within a round the machine is as fast for both. */
export function perRound(
  left: readonly Sample[],
  right: readonly Sample[],
  figure: (left: number, right: number) => number,
): number[] {
  return left.map(({ seconds }, round) => figure(seconds, right[round]?.seconds ?? Number.NaN));
}
