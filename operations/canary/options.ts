import { InvalidArgumentError, Option } from "@commander-js/extra-typings";

import { digestFormat } from "../../config/primitives/digest";
import { limit } from "../duration";
import { OperationError } from "../errors";
import type { Observation } from "./observe";
import type { Trial } from "./state";

/** What the services' argument says. */
export const SERVICE = "booking, availability or patient";

/** Options that describe the release on trial. */
export const trialOptions = {
  digest: new Option("--digest <digest>", "the image on trial, from the service's own repository")
    .argParser(readDigest)
    .makeOptionMandatory(),
  tag: new Option("--tag <tag>", "its tag, for people"),
  weight: new Option("--weight <percent>", "percent of the requests, 1 to 99 (default: 10)").argParser(readWeight),
  weights: new Option("--weights <list>", "several steps of rising percents, such as 10,25,50").argParser(readWeights),
};

/** Options that say how a canary is observed. */
export const observationOptions = {
  prometheus: new Option("--prometheus <url>", "the metrics source (default: bulwark:prometheus of the stack file)"),
  window: new Option("--window <time>", "how long, such as 300s or 10m").argParser(limit).default(300, "5m"),
  interval: new Option("--interval <time>", "how often it is measured meanwhile").argParser(limit).default(15, "15s"),
  threshold: new Option("--threshold <percent>", "percentage points by which it may fail more often than stable")
    .argParser(readThreshold)
    .default(1),
  minRequests: new Option("--min-requests <count>", "with fewer requests to the canary nothing is known")
    .argParser(readCount)
    .default(50),
};

/** The trial that the options describe. @throws OperationError `usage` for both --weight and --weights */
export function trialOf(options: {
  readonly digest: string;
  readonly tag?: string | undefined;
  readonly weight?: number | undefined;
  readonly weights?: readonly number[] | undefined;
}): Trial {
  const { digest, tag, weight = 10, weights } = options;
  if (weights !== undefined && options.weight !== undefined) {
    throw new OperationError("usage", "--weight and --weights are given; allowed is one of them.");
  }
  return { digest, ...(tag === undefined ? {} : { tag }), weights: weights ?? [weight], step: 0 };
}

/**
 * How the options want the canary to be observed.
 * @throws OperationError `usage` for a window that does not fit into the time limit
 */
export function observationOf(
  {
    window,
    interval,
    threshold,
    minRequests,
  }: {
    readonly window: number;
    readonly interval: number;
    readonly threshold: number;
    readonly minRequests: number;
  },
  timeout: number,
): Observation {
  if (window >= timeout) {
    throw new OperationError("usage", `--window is ${window} s; allowed is less than --timeout, ${timeout} s.`);
  }
  return {
    windowSeconds: window,
    intervalSeconds: interval,
    thresholdPercent: threshold,
    minimumRequests: minRequests,
  };
}

function readDigest(text: string): string {
  if (new RegExp(digestFormat.pattern, "u").test(text)) return text;
  throw new InvalidArgumentError("Allowed: sha256: and 64 lower-case hex digits, as the registry reports it.");
}

function readWeight(text: string): number {
  const weight = /^\d{1,2}$/u.test(text) ? Number(text) : 0;
  if (weight >= 1) return weight;
  throw new InvalidArgumentError("Allowed: a whole percent from 1 to 99.");
}

function readWeights(text: string): readonly number[] {
  const weights = text.split(",").map((each) => readWeight(each.trim()));
  if (weights.every((weight, index) => weight > (weights[index - 1] ?? 0)) && weights.length <= 10) return weights;
  throw new InvalidArgumentError("Allowed: at most ten whole percents, each more than the one before.");
}

function readThreshold(text: string): number {
  const threshold = /^\d{1,2}(\.\d+)?$/u.test(text) ? Number(text) : Number.NaN;
  if (threshold >= 0) return threshold;
  throw new InvalidArgumentError("Allowed: a percentage from 0 to 99.99, such as 0.5.");
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,8}$/u.test(text)) return Number(text);
  throw new InvalidArgumentError("Allowed: a whole number from 1.");
}
