/** Objects of every kind that makes pods, around the edges of every control, in the form in which a server takes them. */
import fc from "fast-check";

import { kindOf, POD_TOKENS, prefixOf, type Json, type JsonObject, type PodTemplate, type PodToken } from "../objects";
import { BASE_NAMES, basePod, type BaseName } from "./bases";
import { FAMILIES } from "./edge-table";
import { apply, EDGES, type Edge } from "./edges";

export interface Case {
  readonly token: PodToken;
  readonly base: BaseName;
  readonly edges: readonly Edge[];
  readonly object: JsonObject;
}

/** An object of this kind with these edges, those left out that make no valid object of this base. */
export function caseOf(token: PodToken, base: BaseName, edges: readonly Edge[]): Case {
  const fitting = edges.filter(({ bases }) => bases.has(base));
  const template = basePod(base);
  apply(
    template,
    fitting.flatMap(({ changes }) => changes),
  );
  return { token, base, edges: fitting, object: served(token, template) };
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

const families = Object.keys(FAMILIES).map((family) => EDGES.filter((edge) => edge.family === family));

/** Each family of edges as often as any other, whatever the number of its values. */
const edges = fc.oneof(...families.map((family) => fc.constantFrom(...family)));

/** Every third object is a pod, because only pods are refused. */
const tokens = fc.oneof(
  { arbitrary: fc.constant<PodToken>("kubernetes:core/v1:Pod"), weight: 1 },
  { arbitrary: fc.constantFrom(...POD_TOKENS.filter((token) => kindOf(token) !== "Pod")), weight: 2 },
);

/** Up to six edges on any base. A smaller case has fewer edges, a simpler base, and is a pod. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    token: tokens,
    base: fc.constantFrom(...BASE_NAMES),
    edges: fc.uniqueArray(edges, { maxLength: 6, selector: ({ spot }) => spot }),
  })
  .map(({ token, base, edges: chosen }) => caseOf(token, base, chosen));

/** The case for a person who has to find out who is wrong. */
export function show({ object, edges: chosen, base }: Case, print: (object: Json) => string): string {
  const names = chosen.map(({ spot, name }) => `  ${spot.split(" ")[0] ?? ""}: ${name}`);
  return [`base: ${base}`, "edges:", ...names, "object:", print(object)].join("\n");
}
