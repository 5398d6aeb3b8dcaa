import assert from "node:assert/strict";

import { sharedLab } from "../../lab/support";
import { cases } from "../support/admission/cases";
import { compareAll, creating, explain } from "../support/admission/comparison";
import { debugCases, debugging, openWard, type Ward } from "../support/admission/debug-containers";
import { closeRooms, levelsOf, openRooms, PROFILES, roomsFor, type Room } from "../support/admission/rooms";
import { Cluster } from "../support/cluster";

const SEEDS = Array.from({ length: 10 }, (_, index) => 20261201 + index);
/** Some objects are invalid, so a few more are drawn than have to be compared. */
const DRAWN = 5_150;
const COMPARED = 5_000;

describe("the checker and the API server's admission, at length", function () {
  this.timeout(3_600_000);
  let cluster: Cluster;
  let rooms: Room[];
  let everyVersion: Room[];
  let wards: Ward[];

  before(async () => {
    const { kubeconfig } = await sharedLab();
    cluster = await Cluster.connect(kubeconfig);
    const versions = Array.from({ length: (await cluster.minorVersion()) + 1 }, (_, minor) => minor);
    rooms = await openRooms(cluster, PROFILES);
    everyVersion = await openRooms(cluster, versions.flatMap(levelsOf));
    wards = await Promise.all(roomsFor(PROFILES).map((room) => openWard(cluster, room)));
  });

  after(async () => {
    await closeRooms(cluster, [...rooms, ...everyVersion, ...wards]);
    cluster.close();
  });

  for (const seed of SEEDS) {
    it(`agree on ${COMPARED} pods and templates, seed ${seed}`, async () => {
      const sample = {
        arbitrary: cases,
        seed,
        size: DRAWN,
        // Both levels of two versions as in the short run, and one of all profiles that there ever were.
        rooms: (index: number) => [
          ...(index % 2 === 0 ? rooms.slice(0, 4) : rooms.slice(4)),
          everyVersion[index % everyVersion.length]!,
        ],
      };
      const outcomes = await compareAll(creating(cluster), sample);
      assert.equal(await explain(creating(cluster), sample, outcomes), undefined);
      const compared = outcomes.filter(({ kind }) => kind === "compared").length;
      assert.ok(compared >= COMPARED, `only ${compared} of ${DRAWN} objects were valid, and so evidence`);
    });
  }

  it("agree on 5000 debug containers", async () => {
    const sample = { arbitrary: debugCases, seed: 20261211, size: 5_300, rooms: () => wards };
    const outcomes = await compareAll(debugging(cluster, wards), sample);
    assert.equal(await explain(debugging(cluster, wards), sample, outcomes), undefined);
    assert.ok(outcomes.filter(({ kind }) => kind === "compared").length >= 5_000);
  });
});
