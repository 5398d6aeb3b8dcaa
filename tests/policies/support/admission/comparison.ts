/** Puts the checker's verdicts beside the server's. */
import fc from "fast-check";
import { stringify } from "yaml";

import type { Answer, Cluster } from "../cluster";
import type { JsonObject } from "../objects";
import { pathOf, show, type Case } from "./cases";
import { nameOf, type Room } from "./rooms";
import { checkerVerdict, serverVerdict, type Profile, type Verdict } from "./verdict";

/** One object in one namespace, judged by both. */
export interface Comparison {
  readonly profile: Profile;
  readonly server: Verdict;
  readonly checker: Verdict;
}

/** What became of a case: compared in each of its rooms, or no valid object, and so no evidence. */
export type Outcome =
  | { readonly kind: "compared"; readonly case: Case; readonly comparisons: readonly Comparison[] }
  | { readonly kind: "invalid"; readonly case: Case; readonly message: string };

/** Puts a case to the server in a room, and tells which object it was that the server judged. */
export type Ask = (judged: Case, room: Room) => Promise<{ readonly answer: Answer; readonly object: JsonObject }>;

/** Asks what the server would say if the object were made. */
export function creating(cluster: Cluster): Ask {
  return async ({ token, object }, { namespace }) => ({
    answer: await cluster.dryRun("POST", pathOf(token, namespace), object),
    object,
  });
}

/** Asks both about a case in each room. */
export async function compare(ask: Ask, judged: Case, rooms: readonly Room[]): Promise<Outcome> {
  const comparisons: Comparison[] = [];
  for (const room of rooms) {
    const { answer, object } = await ask(judged, room);
    const server = serverVerdict(answer);
    if (server === undefined) {
      return { kind: "invalid", case: judged, message: answer.message };
    }
    comparisons.push({ profile: room.profile, server, checker: checkerVerdict(judged.token, object, room.profile) });
  }
  return { kind: "compared", case: judged, comparisons };
}

/** The comparisons in which the two differ, be it in the verdict or in the names of the controls. */
export function disagreements(outcome: Outcome): Comparison[] {
  return outcome.kind === "invalid"
    ? []
    : outcome.comparisons.filter(({ server, checker }) => server.controls.join() !== checker.controls.join());
}

/** How many requests are under way at a time. More only wait inside the server. */
const PARALLEL = 8;

/** Applies `work` to all items, a few at a time, and keeps their order. */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return results;
}

export interface Sample {
  readonly arbitrary: fc.Arbitrary<Case>;
  readonly seed: number;
  readonly size: number;
  /** The rooms in which the case with this number is judged. */
  readonly rooms: (index: number) => readonly Room[];
}

/** All cases of the sample. They are the same at each run. */
export function compareAll(ask: Ask, { arbitrary, seed, size, rooms }: Sample): Promise<Outcome[]> {
  const drawn = fc.sample(arbitrary, { seed, numRuns: size });
  return inParallel(drawn, (judged, index) => compare(ask, judged, rooms(index)));
}

/**
 * The first disagreement of the sample, made as small as it stays one: the object, both verdicts, and how to see it
 * again; `undefined` where there is none.
 */
export async function explain(
  ask: Ask,
  { arbitrary, seed, rooms }: Sample,
  outcomes: readonly Outcome[],
): Promise<string | undefined> {
  const all = outcomes.flatMap((outcome, index) => (disagreements(outcome).length > 0 ? [index] : []));
  const [index] = all;
  if (index === undefined) {
    return undefined;
  }
  const property = fc.asyncProperty(
    arbitrary,
    async (judged) => disagreements(await compare(ask, judged, rooms(index))).length === 0,
  );
  const { counterexample } = await fc.check(property, { seed, path: String(index), numRuns: 1 });
  const [smallest = outcomes[index]!.case] = counterexample ?? [];
  const again = disagreements(await compare(ask, smallest, rooms(index)));
  return [
    `${all.length} of ${outcomes.length} cases with a disagreement; the first has seed ${seed}, number ${index}:`,
    ...again.map(describeComparison),
    show(smallest, stringify),
  ].join("\n");
}

/** Both verdicts in words. */
export function describeComparison({ profile, server, checker }: Comparison): string {
  const words = ({ allowed, controls }: Verdict): string => (allowed ? "allowed" : `refused by ${controls.join(", ")}`);
  return `${nameOf(profile)}\n  server:  ${words(server)}\n  checker: ${words(checker)}`;
}
