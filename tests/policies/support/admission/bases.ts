/** The pods at which the edges begin: each valid, each of another make. */
import type { Json, JsonObject, PodTemplate } from "../objects";

/**
 * `compliant` opts in on the pod, `eachContainer` on each container, `bare` says nothing about security, `linux` names its
 * system, `userNamespace` has users of its own, and `windows` must not say what only Linux understands.
 */
export const BASE_NAMES = ["compliant", "eachContainer", "bare", "linux", "userNamespace", "windows"] as const;

export type BaseName = (typeof BASE_NAMES)[number];

/**
 * Every place where a container can stand in a valid object: a plain init container, a sidecar, and two main ones.
 * Debug containers are not among them, because they come later, by a request of their own.
 * Plain init containers can have neither probes nor hooks.
 */
export const PLACES = [
  { path: ["initContainers", "0"], name: "init", port: 8001, hasProbes: false },
  { path: ["initContainers", "1"], name: "sidecar", port: 8002, hasProbes: true },
  { path: ["containers", "0"], name: "app", port: 8003, hasProbes: true },
  { path: ["containers", "1"], name: "second", port: 8004, hasProbes: true },
] as const;

/** Where a debug container comes to stand. It can have neither ports nor probes. */
export const DEBUG_PLACE = { path: ["ephemeralContainers", "0"], name: "debug", port: 8005, hasProbes: false } as const;

export type Place = (typeof PLACES)[number] | typeof DEBUG_PLACE;

const optIn = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };
const hardened = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

/** A fresh pod of this make. */
export function basePod(base: BaseName): PodTemplate {
  switch (base) {
    case "compliant":
      return podWith({ securityContext: optIn }, hardened);
    case "eachContainer":
      return podWith({}, { ...hardened, ...optIn });
    case "bare":
      return podWith({}, undefined);
    case "linux":
      return podWith({ os: { name: "linux" }, securityContext: optIn }, hardened);
    case "userNamespace":
      return podWith({ hostUsers: false, securityContext: optIn }, hardened);
    case "windows":
      return podWith({ os: { name: "windows" }, securityContext: { runAsNonRoot: true } }, undefined);
  }
}

function podWith(spec: JsonObject, securityContext: JsonObject | undefined): PodTemplate {
  const container = ({ name }: Place): JsonObject => ({
    name,
    image: "registry.example.com/app:1",
    ...(name === "sidecar" ? { restartPolicy: "Always" } : {}),
    // A copy of its own, so that an edge of one container is none of another.
    ...(securityContext === undefined ? {} : { securityContext: structuredClone(securityContext) }),
  });
  const list = (path: string): Json[] => PLACES.filter((place) => place.path[0] === path).map(container);
  return {
    metadata: { labels: { app: "app" } },
    spec: { ...structuredClone(spec), initContainers: list("initContainers"), containers: list("containers") },
  };
}
