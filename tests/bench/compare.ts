/** Compares two commands in interleaved pairs, because the machine's speed drifts. */
import { measure, type Sample, type Subject } from "./measure";
import { estimate, type Estimate } from "./statistics";

/** What `subject` costs against `reference`. */
export interface Comparison {
  readonly subject: Cost;
  readonly reference: Cost;
  /** Of the seconds of each pair. */
  readonly ratio: Estimate;
  readonly difference: Estimate;
}

/** What one of the two costs by itself. */
export interface Cost {
  readonly name: string;
  readonly seconds: Estimate;
  readonly megabytes: Estimate;
}

/** Runs `pairs` pairs, the order within a pair alternating, after one unmeasured run of each. */
export async function compare(subject: Subject, reference: Subject, pairs: number): Promise<Comparison> {
  await measure(subject);
  await measure(reference);
  const samples: { subject: Sample; reference: Sample }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const subjectFirst = pair % 2 === 0;
    const one = await measure(subjectFirst ? subject : reference);
    const other = await measure(subjectFirst ? reference : subject);
    samples.push(subjectFirst ? { subject: one, reference: other } : { subject: other, reference: one });
  }
  return {
    subject: cost(
      subject,
      samples.map((pair) => pair.subject),
    ),
    reference: cost(
      reference,
      samples.map((pair) => pair.reference),
    ),
    ratio: estimate(samples.map((pair) => pair.subject.seconds / pair.reference.seconds)),
    difference: estimate(samples.map((pair) => pair.subject.seconds - pair.reference.seconds)),
  };
}

/** The costs of several commands measured in turn, each round in another order; for figures made of three of them. */
export async function rounds(subjects: readonly Subject[], count: number): Promise<Sample[][]> {
  const samples: Sample[][] = subjects.map(() => []);
  for (const subject of subjects) await measure(subject);
  for (let round = 0; round < count; round++) {
    for (let turn = 0; turn < subjects.length; turn++) {
      const index = (turn + round) % subjects.length;
      const subject = subjects[index];
      if (subject) samples[index]?.push(await measure(subject));
    }
  }
  return samples;
}

/** The figures of one command. */
export function cost(subject: Subject, samples: readonly Sample[]): Cost {
  return {
    name: subject.name,
    seconds: estimate(samples.map(({ seconds }) => seconds)),
    megabytes: estimate(samples.map(({ peakMegabytes }) => peakMegabytes)),
  };
}
