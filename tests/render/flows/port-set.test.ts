import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  ALL_PORTS,
  NO_PORTS,
  PROTOCOLS,
  allOf,
  describePorts,
  includesPort,
  intersection,
  portSet,
  samePorts,
  type PortRange,
  type PortSet,
} from "../../../render/flows/port-set";

const tcp = (first: number, last = first): PortRange => ({ protocol: "TCP", first, last });
const udp = (first: number, last = first): PortRange => ({ protocol: "UDP", first, last });

/** Few numbers, so that ranges meet. */
const range = fc.record(
  {
    protocol: fc.constantFrom(...PROTOCOLS),
    first: fc.integer({ min: 1, max: 12 }),
    last: fc.integer({ min: 1, max: 12 }),
  },
  { noNullPrototype: true },
);
const ranges = fc.array(range, { maxLength: 6 });
const points = PROTOCOLS.flatMap((protocol) =>
  Array.from({ length: 12 }, (_, index) => ({ protocol, port: index + 1 })),
);
const covers = (list: readonly PortRange[], protocol: string, port: number): boolean =>
  list.some((each) => each.protocol === protocol && each.first <= port && port <= each.last);

describe("render/flows/port-set", () => {
  it("holds exactly what its ranges cover", () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const set = portSet(list);
        for (const { protocol, port } of points) {
          assert.equal(includesPort(set, protocol, port), covers(list, protocol, port), `${protocol} ${port}`);
        }
      }),
    );
  });

  it("is one list for equal sets", () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const single = points
          .filter(({ protocol, port }) => covers(list, protocol, port))
          .map(({ protocol, port }) => ({ protocol, first: port, last: port }));
        assert.deepEqual(portSet(list), portSet(single.reverse()));
      }),
    );
  });

  it("intersects as sets do", () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        const both = intersection(portSet(one), portSet(other));
        for (const { protocol, port } of points) {
          const expected = covers(one, protocol, port) && covers(other, protocol, port);
          assert.equal(includesPort(both, protocol, port), expected, `${protocol} ${port}`);
        }
      }),
    );
  });

  it("knows everything and nothing", () => {
    assert.deepEqual(intersection(ALL_PORTS, portSet([tcp(80)])), [tcp(80)]);
    assert.deepEqual(intersection(NO_PORTS, ALL_PORTS), NO_PORTS);
    assert.equal(samePorts(portSet(PROTOCOLS.map(allOf)), ALL_PORTS), true);
    assert.equal(samePorts([tcp(80)], [udp(80)]), false);
  });

  const texts: readonly [PortSet, string][] = [
    [NO_PORTS, "no port"],
    [ALL_PORTS, "all ports"],
    [[tcp(15_020), tcp(15_090)], "TCP 15020, 15090"],
    [[tcp(53), udp(53)], "TCP 53; UDP 53"],
    [[tcp(8000, 8010)], "TCP 8000–8010"],
    [[allOf("TCP"), udp(53)], "all TCP; UDP 53"],
    [[allOf("TCP"), allOf("UDP")], "all TCP; all UDP"],
  ];
  for (const [set, text] of texts) {
    it(`reads ${text}`, () => {
      assert.equal(describePorts(portSet(set)), text);
    });
  }
});
