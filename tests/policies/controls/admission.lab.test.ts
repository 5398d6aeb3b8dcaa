import assert from "node:assert/strict";

import { sharedLab } from "../../lab/support";
import { cases, POD, TEMPLATED } from "../support/admission/cases";
import { compare, compareAll, creating, disagreements, explain, type Outcome } from "../support/admission/comparison";
import { sidesOf } from "../support/admission/coverage";
import { DISAGREEMENTS } from "../support/admission/disagreements";
import { closeRooms, nameOf, openRooms, PROFILES, type Room } from "../support/admission/rooms";
import { Cluster } from "../support/cluster";

/** The newest Kubernetes whose controls the checker knows. */
const NEWEST_MINOR = 35;

const SEED = 20261121;
/** Some objects are invalid, so a few more are drawn than have to be compared. */
const DRAWN = 3_100;
const COMPARED = 3_000;
/** How often each side of a control must have been met in each profile. */
const EACH_SIDE = 5;

/**
 * The only side that no valid object can show: what baseline forbids of `/proc` is allowed in a user namespace since 1.35,
 * and outside of one the server takes it for an invalid object.
 */
const UNREACHABLE = ["baseline latest procMount"];

describe("the checker and the API server's admission", function () {
  this.timeout(300_000);
  let cluster: Cluster;
  let rooms: Room[];
  let outcomes: Outcome[];
  /** Every object is judged in both levels of two versions, the next one in those of the other two. */
  const roomsOf = (index: number): readonly Room[] => (index % 2 === 0 ? rooms.slice(0, 4) : rooms.slice(4));
  const sample = { arbitrary: cases, seed: SEED, size: DRAWN, rooms: roomsOf };

  before(async () => {
    const { kubeconfig } = await sharedLab();
    cluster = await Cluster.connect(kubeconfig);
    rooms = await openRooms(cluster, PROFILES);
    outcomes = await compareAll(creating(cluster), sample);
  });

  after(async () => {
    await closeRooms(cluster, rooms);
    cluster.close();
  });

  it(`agree on ${COMPARED} pods and templates of every kind, and on the controls that object`, async () => {
    assert.equal(await explain(creating(cluster), sample, outcomes), undefined);
    const compared = outcomes.filter(({ kind }) => kind === "compared").length;
    assert.ok(compared >= COMPARED, `only ${compared} of ${DRAWN} objects were valid, and so evidence`);
  });

  it("were asked on both sides of every control, in every level and version", () => {
    const thin = sidesOf(outcomes, PROFILES).filter(({ active, refused, passed, tooEarly, profile, control }) =>
      active
        ? passed < EACH_SIDE || (refused < EACH_SIDE && !UNREACHABLE.includes(`${profile} ${control}`))
        : tooEarly < EACH_SIDE,
    );
    assert.deepEqual(thin, []);
  });

  it("were asked about every kind that makes pods", () => {
    const rare = [POD, ...TEMPLATED].filter(
      (kind) => outcomes.filter((outcome) => outcome.kind === "compared" && outcome.case.token === kind).length < 100,
    );
    assert.deepEqual(rare, []);
    assert.equal(TEMPLATED.length, 8);
  });

  for (const { found, reason, token, object, profile, controls } of DISAGREEMENTS) {
    it(`agree since it was found that ${found}: ${token}, ${nameOf(profile)}`, async () => {
      const outcome = await compare(
        creating(cluster),
        { token, object, base: "compliant", edges: [] },
        rooms.filter((room) => nameOf(room.profile) === nameOf(profile)),
      );
      assert.deepEqual(
        outcome.kind === "compared" && outcome.comparisons.map(({ server }) => server.controls),
        [controls],
        reason,
      );
      assert.deepEqual(disagreements(outcome), []);
    });
  }

  it("mean the same version by latest", async () => {
    const hint = "compare the controls of this release with policies/controls, and the table in docs/policies.md";
    assert.equal(await cluster.minorVersion(), NEWEST_MINOR, hint);
  });
});
