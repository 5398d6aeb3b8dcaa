import type { Context, Outcome } from "../context";
import { OperationError } from "../errors";
import { deployments } from "../pulumi/configuration";
import { StackSession } from "../pulumi/stack";
import { Prometheus } from "../prometheus/query";
import { measured, type Measurement } from "./judge";
import { observe, type Observation } from "./observe";
import { ServiceRelease } from "./release";
import { releaseOf, type Trial } from "./state";
import { appsOf, canaryPods, checkOf, countedOf, prometheusOf } from "./surroundings";

/** `bulwark canary observe`. */
export async function observeRelease(
  context: Context,
  stack: string,
  service: string,
  given: { readonly prometheus?: string | undefined; readonly observation: Observation },
): Promise<Outcome> {
  const session = await StackSession.open(context, stack);
  const release = await ServiceRelease.read(session, service);
  const trial = release.running();
  const measurement = await watch(session, service, trial, given);
  return {
    text: [
      `The canary of ${service} is healthy: ${measured(measurement)}.`,
      `Next: ${nextOf(trial, stack, service)}`,
    ].join("\n"),
    data: { stack, service, verdict: "healthy", digest: trial.digest, ...measurement },
  };
}

function nextOf({ step, weights }: Trial, stack: string, service: string): string {
  return `bulwark canary ${step + 1 < weights.length ? "step" : "promote"} ${stack} ${service}`;
}

async function watch(
  session: StackSession,
  service: string,
  trial: Trial,
  { prometheus, observation }: { readonly prometheus?: string | undefined; readonly observation: Observation },
): Promise<Measurement> {
  const { context } = session;
  const source = new Prometheus(await prometheusOf(session, prometheus), context.signal);
  const counted = await countedOf(session, service);
  const check = checkOf(await appsOf(session), counted, trial);
  const surroundings = { source, counted, signal: context.signal, check };
  let measurement: Measurement | undefined;
  await context.follow([
    {
      title: `Observation of the canary of ${service} at ${trial.weights[trial.step] ?? 0} %, ${observation.windowSeconds} s`,
      run: async (report) => {
        measurement = await observe(observation, { ...surroundings, report });
      },
    },
  ]);
  if (measurement === undefined) throw new Error("the observation has not run");
  return measurement;
}

/** `bulwark canary run`: start, observe and step, promote; anything but a good observation gives the canary up. */
export async function runRelease(
  context: Context,
  stack: string,
  service: string,
  trial: Trial,
  given: {
    readonly prometheus?: string | undefined;
    readonly observation: Observation;
    readonly startSeconds: number;
    readonly promoteSeconds: number;
  },
): Promise<Outcome> {
  const opened = await ServiceRelease.open(context.phase(given.startSeconds), stack, service);
  const session = opened.session.within(context);
  const within = (seconds: number): Promise<ServiceRelease> =>
    ServiceRelease.read(session.within(context.phase(seconds)), service);
  // Before anything is changed: without a source of metrics there is nothing to decide by.
  await prometheusOf(session, given.prometheus);
  const isUnderWay = opened.now.trial?.digest === trial.digest && opened.phase !== "starting";
  if (!isUnderWay && !(opened.phase === "removing" && opened.now.stable === trial.digest)) {
    await opened.start(trial);
  }
  const measurements: Measurement[] = [];
  for (let at = await within(given.startSeconds); at.phase === "running"; at = await within(given.startSeconds)) {
    const running = at.running();
    try {
      measurements.push(await watch(session, service, running, given));
    } catch (error) {
      if (context.ended === "interrupted") throw interrupted(stack, service);
      if (!(error instanceof OperationError) && context.ended === undefined) throw error;
      await (await ServiceRelease.read(session.within(context.afterwards(given.startSeconds)), service)).giveUp();
      throw givenUp(error, service);
    }
    if (running.step + 1 >= running.weights.length) break;
    await at.step();
  }
  await (await within(given.promoteSeconds)).promote();
  return {
    text: `${service} is released: ${trial.digest}.`,
    data: { stack, service, digest: trial.digest, measurements },
    summary: `canary of ${service} promoted`,
  };
}

function interrupted(stack: string, service: string): OperationError {
  return new OperationError("interrupted", `Interrupted; the canary of ${service} stays as it is.`, [
    "The same command goes on.",
    `Give it up: bulwark canary abort ${stack} ${service}`,
  ]);
}

function givenUp(error: unknown, service: string): OperationError {
  const gone = `The canary of ${service} was taken away; the stable release was not touched.`;
  if (error instanceof OperationError) return new OperationError(error.failure, `${error.message}\n${gone}`);
  return new OperationError("timedOut", `The time limit was reached. ${gone}`);
}

/** `bulwark canary status`. */
export async function releaseStatus(context: Context, stack: string, service: string): Promise<Outcome> {
  const session = await StackSession.open(context, stack);
  const { phase, now, deployed } = await ServiceRelease.read(session, service);
  const trial = now.trial ?? (phase === "removing" ? deployed?.trial : undefined);
  if (trial === undefined) {
    return {
      text: `There is no canary of ${service}; stable is ${now.stable ?? "an image without digest"}.`,
      data: { stack, service, phase, stable: now.stable },
    };
  }
  const pods = await canaryPods(await appsOf(session), await countedOf(session, service), trial);
  const since = await sinceOf(session, service, trial.digest);
  const weight = trial.weights[trial.step] ?? 0;
  return {
    text: [
      `The canary of ${service} is ${phase}.`,
      `stable: ${now.stable ?? "an image without digest"}`,
      `canary: ${trial.digest}, ${weight} % (step ${trial.step + 1} of ${trial.weights.length})`,
      `pods:   ${pods === undefined ? "none" : `${pods.ready} of ${pods.wanted} ready`}`,
      ...(since === undefined ? [] : [`since:  ${since.toISOString()}`]),
      ...REMEDIES[phase].map((line) => line.replace("STACK", stack).replace("SERVICE", service)),
    ].join("\n"),
    data: { stack, service, phase, stable: now.stable, trial, weight, pods, since },
  };
}

const REMEDIES: Readonly<Record<ServiceRelease["phase"], readonly string[]>> = {
  none: [],
  starting: ["Its start did not finish: bulwark canary abort STACK SERVICE, or start it again."],
  running: ["Next: bulwark canary observe STACK SERVICE"],
  promoting: ["Go on: bulwark canary promote STACK SERVICE; take it back: bulwark canary abort STACK SERVICE"],
  removing: ["Its end did not finish: bulwark canary abort STACK SERVICE"],
};

/** When the trial was first deployed. */
async function sinceOf(session: StackSession, service: string, digest: string): Promise<Date | undefined> {
  const history = await deployments(session);
  const others = history.findIndex(({ values }) => releaseOf(values, service).trial?.digest !== digest);
  return history[(others === -1 ? history.length : others) - 1]?.startTime;
}
