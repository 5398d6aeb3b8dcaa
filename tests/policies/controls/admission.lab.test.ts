import assert from "node:assert/strict";

import fc from "fast-check";

import { judgePod, type Level, type ProfileVersion } from "../../../policies/controls/podsecurity";
import { podsOf } from "../../../policies/kubernetes/pods";
import { sharedLab } from "../../lab/support";
import { Cluster, type Admission } from "../support/cluster";
import { mixedPods, singleEdges } from "../support/edge-pods";
import { wrap, type PodTemplate } from "../support/objects";

const profiles: readonly (readonly [level: Level, version: ProfileVersion])[] = [
  ["restricted", "latest"],
  ["baseline", "latest"],
  ["restricted", 24],
  ["baseline", 30],
];

const SEED = 20261121;
const MIXED_PODS = 150;

/** Ids of the controls by which the checker refuses the pod. */
function refusals(template: PodTemplate, level: Level, version: ProfileVersion): string[] {
  const [pod] = podsOf({ group: "", kind: "Pod", patch: false, list: false }, { ...template });
  return judgePod(pod!, level, version)
    .filter(({ findings }) => findings.length > 0)
    .map(({ control: { id } }) => id);
}

describe("the checker and the API server's admission", function () {
  this.timeout(180_000);
  const namespaces = profiles.map(([level, version]) => `psa-${level}-${version}-${process.pid}`);
  let cluster: Cluster;

  before(async () => {
    const { kubeconfig } = await sharedLab();
    cluster = await Cluster.connect(kubeconfig);
    await Promise.all(
      profiles.map(([level, version], index) =>
        cluster.createNamespace(namespaces[index]!, {
          "pod-security.kubernetes.io/enforce": level,
          "pod-security.kubernetes.io/enforce-version": version === "latest" ? version : `v1.${version}`,
        }),
      ),
    );
  });

  after(async () => {
    await Promise.all(namespaces.map((name) => cluster.deleteNamespace(name)));
    cluster.close();
  });

  profiles.forEach(([level, version], index) => {
    const compare = async (templates: readonly PodTemplate[]): Promise<Record<Admission["kind"], number>> => {
      const counts = { admitted: 0, refused: 0, invalid: 0 };
      await Promise.all(
        templates.map(async (template) => {
          const namespace = namespaces[index]!;
          const pod = wrap("kubernetes:core/v1:Pod", template, { name: "pod", namespace });
          const admission = await cluster.admission(namespace, pod);
          counts[admission.kind] += 1;
          if (admission.kind !== "invalid") {
            const found = refusals(template, level, version);
            const answer = admission.kind === "refused" ? admission.message : "admitted";
            assert.equal(
              found.length > 0,
              admission.kind === "refused",
              `checker: ${found.join(", ") || "allowed"}; server: ${answer}\n${JSON.stringify(template)}`,
            );
          }
        }),
      );
      return counts;
    };

    it(`agree on each edge of each control: ${level}, ${version}`, async () => {
      const { admitted, refused, invalid } = await compare(singleEdges);
      assert.ok(admitted > 40 && refused > 15, `${admitted} admitted, ${refused} refused`);
      assert.ok(invalid <= 2, `${invalid} of ${singleEdges.length} pods were invalid, so they prove nothing`);
    });

    it(`agree on mixtures of edges: ${level}, ${version}`, async () => {
      const { admitted, refused, invalid } = await compare(fc.sample(mixedPods, { seed: SEED, numRuns: MIXED_PODS }));
      assert.ok(refused > 50, `${admitted} admitted, ${refused} refused`);
      assert.ok(invalid < MIXED_PODS / 5, `${invalid} of ${MIXED_PODS} pods were invalid, so they prove nothing`);
    });
  });
});
