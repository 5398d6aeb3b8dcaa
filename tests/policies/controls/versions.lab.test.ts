import assert from "node:assert/strict";

import { stringify } from "yaml";

import { sharedLab } from "../../lab/support";
import { show } from "../support/admission/cases";
import {
  compare,
  creating,
  describeComparison,
  disagreements,
  inParallel,
  type Outcome,
} from "../support/admission/comparison";
import { missedEdges } from "../support/admission/coverage";
import { EDGES } from "../support/admission/edges";
import { closeRooms, levelsOf, openRooms, type Room } from "../support/admission/rooms";
import { dependOnVersion, singleEdges, type Dependent } from "../support/admission/single-edges";
import { Cluster } from "../support/cluster";

describe("the checker and the API server's admission, edge by edge", function () {
  this.timeout(300_000);
  let cluster: Cluster;
  let latest: Room[];
  let byVersion: Room[];
  let dependents: readonly Dependent[];

  before(async () => {
    const { kubeconfig } = await sharedLab();
    cluster = await Cluster.connect(kubeconfig);
    dependents = dependOnVersion(await cluster.minorVersion());
    latest = await openRooms(cluster, levelsOf("latest"));
    const versions = new Set(dependents.flatMap((dependent) => dependent.versions));
    byVersion = await openRooms(cluster, [...versions].flatMap(levelsOf));
  });

  after(async () => {
    await closeRooms(cluster, [...latest, ...byVersion]);
    cluster.close();
  });

  /** The first few disagreements in words; empty where there is none. */
  const report = (outcomes: readonly Outcome[]): string =>
    outcomes
      .filter((outcome) => disagreements(outcome).length > 0)
      .slice(0, 3)
      .map((outcome) => [...disagreements(outcome).map(describeComparison), show(outcome.case, stringify)].join("\n"))
      .join("\n\n");

  it("agree on every edge by itself, as a pod and as a template", async () => {
    // Of the two objects of an edge one is judged in baseline, the other in restricted; with the next edge it changes.
    const levelOf = (index: number): Room[] => [latest[(index + Math.floor(index / 2)) % 2]!];
    const outcomes = await inParallel(singleEdges, (one, index) => compare(creating(cluster), one, levelOf(index)));
    assert.equal(report(outcomes), "");
    const invalid = outcomes.flatMap((outcome) =>
      outcome.kind === "invalid" ? [`${outcome.case.edges[0]!.name}: ${outcome.message}`] : [],
    );
    assert.deepEqual(invalid, [], "an edge that makes an object invalid proves nothing");
    assert.deepEqual(missedEdges(outcomes, EDGES), []);
  });

  it("change their verdict in the same versions", async () => {
    const outcomes = await inParallel(dependents, ({ judged, versions }) =>
      compare(
        creating(cluster),
        judged,
        byVersion.filter(({ profile }) => versions.some((version) => version === profile.version)),
      ),
    );
    assert.equal(report(outcomes), "");
    assert.deepEqual(
      outcomes.flatMap((outcome) => (outcome.kind === "invalid" ? [outcome.message] : [])),
      [],
    );
    const families = new Set(dependents.flatMap(({ judged }) => judged.edges.map(({ family }) => family)));
    for (const family of [
      "capabilities",
      "escalation",
      "handlers",
      "nonRoot",
      "procMount",
      "seLinux",
      "seccomp",
    ] as const) {
      assert.ok(families.has(family), family);
    }
  });
});
