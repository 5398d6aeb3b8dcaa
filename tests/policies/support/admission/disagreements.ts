/**
 * Objects on which the checker and the API server once disagreed, with what the server says. Each was found by the
 * comparison of generated objects, and stays here so that it is compared at every run.
 */
import type { Level } from "../../../../policies/controls/podsecurity";
import type { Json, JsonObject, PodToken } from "../objects";
import { basePod } from "./bases";
import { served } from "./cases";
import { apply } from "./edges";
import type { Profile } from "./verdict";

export interface Disagreement {
  readonly found: string;
  /** Why the server says so. */
  readonly reason: string;
  readonly token: PodToken;
  readonly object: JsonObject;
  readonly profile: Profile;
  /** The server's controls, as it names them. */
  readonly controls: readonly string[];
}

type Settings = Readonly<Record<string, Json>>;

/** The compliant pod with some fields set, as an object of this kind. */
function objectWith(token: PodToken, settings: Settings): JsonObject {
  const template = basePod("compliant");
  apply(
    template,
    Object.entries(settings).map(([path, value]) => ({ path: path.split("."), value })),
  );
  return served(token, template);
}

/** One finding as it shows in objects of several kinds. */
function each(
  finding: Pick<Disagreement, "found" | "reason">,
  settings: Settings,
  answers: readonly (readonly [token: PodToken, level: Level, ...controls: string[]])[],
): Disagreement[] {
  return answers.map(([token, level, ...controls]) => ({
    ...finding,
    token,
    object: objectWith(token, settings),
    profile: { level, version: "latest" },
    controls,
  }));
}

export const DISAGREEMENTS: readonly Disagreement[] = [
  ...each(
    {
      found: "null among the added capabilities counted as nothing",
      reason: "in a list of texts the server reads null as an empty text, and that is no capability which it allows",
    },
    { "spec.containers.0.securityContext.capabilities.add": [null] },
    [
      ["kubernetes:core/v1:Pod", "baseline", "non-default capabilities"],
      ["kubernetes:core/v1:Pod", "restricted", "unrestricted capabilities"],
      ["kubernetes:batch/v1:CronJob", "restricted", "unrestricted capabilities"],
    ],
  ),
  ...each(
    {
      found: "a container port of a pod in the node's network counted as no host port",
      reason: "for such a pod the server makes each container port the host port; it leaves templates as they are",
    },
    { "spec.hostNetwork": true, "spec.containers.0.ports": [{ containerPort: 8080 }] },
    [
      ["kubernetes:core/v1:Pod", "baseline", "host namespaces", "hostPort"],
      ["kubernetes:apps/v1:DaemonSet", "baseline", "host namespaces"],
    ],
  ),
];
