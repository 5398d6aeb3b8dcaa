/** Debug containers: they join a pod that exists, by a request of their own. */
import fc from "fast-check";

import type { Cluster } from "../cluster";
import type { JsonObject } from "../objects";
import { BASE_NAMES, basePod, type BaseName } from "./bases";
import { anyOf, baseFor, pathOf, POD, served, type Case } from "./cases";
import type { Ask } from "./comparison";
import { apply, DEBUG_EDGES } from "./edges";
import { labelsOf, type Room } from "./rooms";

/** A pod with a debug container, by its edges. Without any the container is as its pod's others are. */
function debugCase(wanted: BaseName, edges: Case["edges"]): Case {
  const base = baseFor(wanted, edges);
  const fitting = edges.filter(({ bases }) => bases.has(base));
  const template = basePod(base);
  const [first] = template.spec["containers"] as JsonObject[];
  template.spec["ephemeralContainers"] = [{ ...first, name: "debug" }];
  apply(
    template,
    fitting.flatMap(({ changes }) => changes),
  );
  return { token: POD, base, edges: fitting, object: served(POD, template) };
}

/** Up to four edges on the debug container of any pod. */
export const debugCases: fc.Arbitrary<Case> = fc
  .record({
    base: fc.constantFrom(...BASE_NAMES),
    edges: fc.uniqueArray(anyOf(DEBUG_EDGES), { maxLength: 4, selector: ({ spot }) => spot }),
  })
  .map(({ base, edges }) => debugCase(base, edges));

/** A room in which a pod of each make stands already, whether or not the profile would let it in today. */
export interface Ward extends Room {
  readonly pods: ReadonlyMap<BaseName, JsonObject>;
}

/** Makes the pods of a ward, and only then lets its namespace enforce the profile. */
export async function openWard(cluster: Cluster, { profile, namespace }: Room): Promise<Ward> {
  await cluster.createNamespace(namespace, {});
  const path = pathOf(POD, namespace);
  const pods = await Promise.all(
    BASE_NAMES.map(async (base) => {
      const { metadata, spec } = basePod(base);
      // Left where it is by the scheduler, so that nothing changes the pod.
      const pod = served(POD, { metadata, spec: { ...spec, schedulerName: "nobody" } });
      return [
        base,
        await cluster.create(path, { ...pod, metadata: { ...metadata, name: base.toLowerCase() } }),
      ] as const;
    }),
  );
  await cluster.patch(`/api/v1/namespaces/${namespace}`, { metadata: { labels: labelsOf(profile) } });
  const forbidden = served(POD, basePod("compliant"));
  apply(forbidden, [{ path: ["spec", "hostPID"], value: true }]);
  await cluster.until(
    `${namespace} enforces its profile`,
    async () => (await cluster.dryRun("POST", path, forbidden)).status === 403,
  );
  return { profile, namespace, pods: new Map(pods) };
}

/** Asks what the server would say if the debug container joined the pod of its make. */
export function debugging(cluster: Cluster, wards: readonly Ward[]): Ask {
  return async (judged, room) => {
    const ward = wards.find(({ namespace }) => namespace === room.namespace);
    const pod = ward?.pods.get(judged.base);
    if (pod === undefined) {
      throw new Error(`${room.namespace} has no pod ${judged.base}`);
    }
    const { ephemeralContainers } = judged.object["spec"] as JsonObject;
    const object = { ...pod, spec: { ...(pod["spec"] as JsonObject), ephemeralContainers: ephemeralContainers ?? [] } };
    const path = `${pathOf(POD, room.namespace)}/${judged.base.toLowerCase()}/ephemeralcontainers`;
    return { answer: await cluster.dryRun("PUT", path, object), object };
  };
}
