/** Objects of every kind that makes pods, around the edges of every control, in the form in which a server takes them. */
import fc from "fast-check";

import { kindOf, POD_TOKENS, prefixOf, type Json, type JsonObject, type PodTemplate, type PodToken } from "../objects";
import { BASE_NAMES, basePod, type BaseName } from "./bases";
import { apply, EDGES, type Edge } from "./edges";

export interface Case {
  readonly token: PodToken;
  readonly base: BaseName;
  readonly edges: readonly Edge[];
  readonly object: JsonObject;
}

/**
 * An object of this kind with these edges, those left out that make no valid object of this base. An edge that only one
 * base takes brings that base with it, or it would hardly ever be met.
 */
export function caseOf(token: PodToken, wanted: BaseName, edges: readonly Edge[]): Case {
  const base = baseFor(wanted, edges);
  const fitting = edges.filter(({ bases }) => bases.has(base));
  const template = basePod(base);
  apply(
    template,
    fitting.flatMap(({ changes }) => changes),
  );
  return { token, base, edges: fitting, object: served(token, template) };
}

/** The wanted base, or the only one that an edge takes. */
export function baseFor(wanted: BaseName, edges: readonly Edge[]): BaseName {
  const [only = wanted] = edges.find(({ bases }) => bases.size === 1)?.bases ?? [];
  return only;
}

const selector = { matchLabels: { app: "app" } };

/** What each kind needs besides its template; Jobs end, so their containers must not be restarted for ever. */
const REST: Readonly<Record<string, { spec?: JsonObject; restartPolicy?: string }>> = {
  ReplicationController: { spec: { selector: { app: "app" } } },
  Deployment: { spec: { selector } },
  StatefulSet: { spec: { selector, serviceName: "app" } },
  DaemonSet: { spec: { selector } },
  ReplicaSet: { spec: { selector } },
  Job: { restartPolicy: "Never" },
  CronJob: { spec: { schedule: "@daily" }, restartPolicy: "OnFailure" },
};

/** A whole object of this kind as the API server takes it, without a namespace, which the request's path names. */
export function served(token: PodToken, { metadata, spec }: PodTemplate): JsonObject {
  const [, apiVersion = ""] = token.split(":");
  const kind = kindOf(token);
  const { spec: rest, restartPolicy } = REST[kind] ?? {};
  const template: JsonObject = {
    metadata,
    spec: { ...spec, ...(restartPolicy === undefined ? {} : { restartPolicy }) },
  };
  const head = { apiVersion: apiVersion.replace("core/", ""), kind };
  if (kind === "Pod") {
    return { ...head, ...template, metadata: { ...metadata, name: "app" } };
  }
  const object: JsonObject = {
    ...head,
    metadata: { name: "app" },
    ...(rest === undefined ? {} : { spec: { ...rest } }),
  };
  apply(object, [{ path: prefixOf(token).split(".").slice(0, -1), value: template }]);
  return object;
}

/** The path under which a namespace takes objects of this kind. */
export function pathOf(token: PodToken, namespace: string): string {
  const [, apiVersion = ""] = token.split(":");
  const version = apiVersion.replace("core/", "");
  return `/${version.includes("/") ? "apis" : "api"}/${version}/namespaces/${namespace}/${kindOf(token).toLowerCase()}s`;
}

/** Any of the edges; each family as often as any other, whatever the number of its values. */
export function anyOf(edges: readonly Edge[]): fc.Arbitrary<Edge> {
  const families = new Set(edges.map(({ family }) => family));
  return fc.oneof(...[...families].map((name) => fc.constantFrom(...edges.filter(({ family }) => family === name))));
}

export const POD: PodToken = "kubernetes:core/v1:Pod";

/** The kinds besides pods that the admission controller looks into; it knows no custom resources. */
export const TEMPLATED: readonly PodToken[] = POD_TOKENS.filter((token) =>
  /^kubernetes:(core|apps|batch)\/v1:(?!Pod$)/.test(token),
);

/** Every third object is a pod, because only pods are refused. */
const tokens = fc.oneof(
  { arbitrary: fc.constant(POD), weight: 1 },
  { arbitrary: fc.constantFrom(...TEMPLATED), weight: 2 },
);

/** Up to six edges on any base. A smaller case has fewer edges, a simpler base, and is a pod. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    token: tokens,
    base: fc.constantFrom(...BASE_NAMES),
    edges: fc.uniqueArray(anyOf(EDGES), { maxLength: 6, selector: ({ spot }) => spot }),
  })
  .map(({ token, base, edges: chosen }) => caseOf(token, base, chosen));

/** The case for a person who has to find out who is wrong. */
export function show({ object, edges: chosen, base }: Case, print: (object: Json) => string): string {
  const names = chosen.map(({ spot, name }) => `  ${spot.split(" ")[0] ?? ""}: ${name}`);
  return [`base: ${base}`, "edges:", ...names, "object:", print(object)].join("\n");
}
