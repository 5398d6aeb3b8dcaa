import { digestFormat } from "../../config/primitives/digest";
import { checkImage, formatImage } from "../../config/primitives/image";
import { removeCommand, setCommand } from "../../config/problem";
import type { ServiceScope } from "./checks";
import type { AppointmentKeys, ServiceKeys } from "./schema";
import type { ServiceValues } from "./service-values";
import { canaryWeight, mostCanarySteps } from "./values";

/** A release on trial (SPEC 1.4.12). */
export interface CanaryValues {
  /** Full reference of its image. */
  readonly image: string;
  /** The steps of the release, each in percent of the requests and more than the one before (C-31). */
  readonly weights: readonly number[];
  /** Which of the weights holds, counted from 0. */
  readonly step: number;
  /** The stable release is being given the same image (W-13, promote). */
  readonly promoting: boolean;
}

/** What decides whether the requests of a service can be split (C-30). */
export interface SplitSettings {
  readonly trafficSplit: "mesh" | "ingress";
  readonly strategy: ServiceValues["strategy"];
  readonly ingressEnabled: boolean;
}

type Image = NonNullable<AppointmentKeys["images"]>["booking"];
type CanaryKeys = NonNullable<ServiceKeys["canary"]>;

/**
 * The canary of a service; absent outside of a release. Reports one where there must be none: outside of prod (W-12), for
 * a service that rolls, and without anything that could split its requests (C-30); a release without a digest (C-28); and steps
 * that do not rise, or a step that there is not (C-31).
 */
export function resolveCanary(
  scope: ServiceScope,
  given: ServiceKeys["canary"],
  image: Image,
  settings: SplitSettings,
): CanaryValues | undefined {
  // An empty group is what is left of a release whose keys were removed one by one.
  if (given === undefined || Object.keys(given).length === 0) return undefined;
  const { stack, key, report } = scope;
  const refusal = whyNot(scope, settings);
  if (refusal !== undefined) {
    report({
      key: key("canary"),
      given: "a release on trial",
      allowed: refusal.allowed,
      remedy: [...refusal.remedy, removeCommand(stack, key("canary"))],
    });
    return undefined;
  }
  const { digest, tag } = given;
  const steps = resolveSteps(scope, given);
  if (digest === undefined) {
    report({
      key: key("canary.digest"),
      given: tag === undefined ? "nothing" : `only the tag ${tag}`,
      allowed: "the digest of the image on trial: stable and canary are both pinned (C-28)",
      remedy: [setCommand(stack, key("canary.digest"), digestFormat.examples[0] ?? "sha256:…")],
    });
    return undefined;
  }
  const repository = image?.repository;
  if (repository === undefined) return undefined;
  return {
    image: formatImage(checkImage({ repository, tag, digest })),
    ...steps,
    promoting: digest === image?.digest,
  };
}

/** C-31: one step, or several that rise. */
function resolveSteps(
  { stack, key, report }: ServiceScope,
  { weights = [canaryWeight], step = 0 }: CanaryKeys,
): Pick<CanaryValues, "weights" | "step"> {
  if (weights.length === 0 || weights.length > mostCanarySteps) {
    report({
      key: key("canary.weights"),
      given: `${weights.length} weights`,
      allowed: `1 to ${mostCanarySteps} weights; without the key one of ${canaryWeight}`,
      remedy: [removeCommand(stack, key("canary.weights"))],
    });
    return { weights, step };
  }
  weights.forEach((weight, index) => {
    const before = weights[index - 1] ?? 0;
    if (weight > before) return;
    report({
      key: key(`canary.weights[${index}]`),
      given: String(weight),
      allowed: `more than ${before}, the weight before (C-31)`,
      remedy: [removeCommand(stack, key(`canary.weights[${index}]`)), "or order them from the smallest to the largest"],
    });
  });
  if (step >= weights.length) {
    const last = weights.length - 1;
    report({
      key: key("canary.step"),
      given: String(step),
      allowed: last === 0 ? "0: canary.weights has one step" : `0 to ${last}, the steps of canary.weights`,
      remedy: [setCommand(stack, key("canary.step"), String(last))],
    });
  }
  return { weights, step };
}

/** Why a service can have no canary here, if it cannot. */
function whyNot(
  { stack, environment, service, namespace, key }: ServiceScope,
  { trafficSplit, strategy, ingressEnabled }: SplitSettings,
): { allowed: string; remedy: readonly string[] } | undefined {
  if (environment !== "prod") {
    return { allowed: `nothing in ${environment}: releases are tried in prod (W-12)`, remedy: [] };
  }
  if (strategy !== "canary") {
    const path = key("strategy");
    return {
      allowed: `nothing while ${path} is ${strategy}`,
      remedy: [setCommand(stack, path, "canary"), "or, without a trial:"],
    };
  }
  if (trafficSplit === "mesh") return undefined;
  const byMesh = [setCommand(stack, `${namespace}:trafficSplit`, "mesh"), "or, without a trial:"];
  if (service === "availability") {
    const allowed = "nothing while an Ingress splits the requests: it does not see those of booking (C-30)";
    return { allowed, remedy: byMesh };
  }
  if (!ingressEnabled) {
    const allowed = `nothing while ${key("ingress.enabled")} is false: without mesh and Ingress nothing splits the requests (C-30)`;
    return { allowed, remedy: [setCommand(stack, key("ingress.enabled"), "true"), "or, without a trial:"] };
  }
  return undefined;
}
