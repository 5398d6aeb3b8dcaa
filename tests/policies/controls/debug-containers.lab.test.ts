import assert from "node:assert/strict";

import { sharedLab } from "../../lab/support";
import { compareAll, explain, type Outcome } from "../support/admission/comparison";
import { missedEdges, sidesOf } from "../support/admission/coverage";
import { debugCases, debugging, openWard, type Ward } from "../support/admission/debug-containers";
import { FAMILIES } from "../support/admission/edge-table";
import { DEBUG_EDGES } from "../support/admission/edges";
import { closeRooms, PROFILES, roomsFor } from "../support/admission/rooms";
import { Cluster } from "../support/cluster";

const SEED = 20261122;
const DRAWN = 650;
const COMPARED = 600;
const EACH_SIDE = 3;

/**
 * Refusals that no debug container can meet: it is a host process only in a pod that is one, annotations are the pod's,
 * and see admission.lab.test.ts for `/proc`.
 */
const UNREACHABLE = / windowsHostProcess$| 1\.8 seccompProfile_baseline$|^baseline latest procMount$/;

describe("the checker and the API server's admission of debug containers", function () {
  this.timeout(300_000);
  let cluster: Cluster;
  let wards: Ward[];
  let outcomes: Outcome[];
  const sample = {
    arbitrary: debugCases,
    seed: SEED,
    size: DRAWN,
    rooms: (index: number) => (index % 2 === 0 ? wards.slice(0, 4) : wards.slice(4)),
  };

  before(async () => {
    const { kubeconfig } = await sharedLab();
    cluster = await Cluster.connect(kubeconfig);
    wards = await Promise.all(roomsFor(PROFILES).map((room) => openWard(cluster, room)));
    outcomes = await compareAll(debugging(cluster, wards), sample);
  });

  after(async () => {
    await closeRooms(cluster, wards);
    cluster.close();
  });

  it(`agree on ${COMPARED} of them, and on the controls that object`, async () => {
    assert.equal(await explain(debugging(cluster, wards), sample, outcomes), undefined);
    const compared = outcomes.filter(({ kind }) => kind === "compared").length;
    assert.ok(compared >= COMPARED, `only ${compared} of ${DRAWN} were valid, and so evidence`);
  });

  it("were asked about nearly every edge that a debug container can have", () => {
    const missed = missedEdges(outcomes, DEBUG_EDGES);
    assert.ok(missed.length <= DEBUG_EDGES.length / 20, missed.join("\n"));
  });

  it("were asked on both sides of every control of containers, in every level and version", () => {
    const ofContainers = new Set<string>(DEBUG_EDGES.flatMap(({ family }) => FAMILIES[family]));
    const thin = sidesOf(outcomes, PROFILES)
      .filter(({ control, active }) => active && ofContainers.has(control))
      .filter(
        ({ profile, control, refused, passed }) =>
          passed < EACH_SIDE || (refused < EACH_SIDE && !UNREACHABLE.test(`${profile} ${control}`)),
      );
    assert.deepEqual(thin, []);
  });
});
