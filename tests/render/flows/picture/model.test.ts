import assert from "node:assert/strict";
import type { Flow } from "../../../../components/builders/flow";
import { networkPolicies } from "../../../../components/builders/network-policies";
import type { WorkloadIdentity } from "../../../../components/types";
import { panelOf, type Panel } from "../../../../render/flows/picture/model";
import { summarise, type NamespaceSummary } from "../../../../render/flows/summary";
import { worldOf } from "../../../../render/flows/world";
import { deployment, exampleStack, places, policy } from "../example";

/** A namespace with a workload that talks to pods which only its policy names. */
function withNats(): NamespaceSummary {
  const shop: WorkloadIdentity = { name: "shop", namespace: "shop-dev", partOf: "example", selector: { app: "shop" } };
  const nats = { namespace: "messaging", pods: { "app.kubernetes.io/name": "nats" } };
  const flow: Flow = { from: { workload: shop }, to: nats, ports: [{ name: "nats", number: 4222 }] };
  const policies = networkPolicies(shop, { both: "shop" }, [flow]).map(policy);
  return summarise("dev", worldOf([deployment(shop, []), ...policies], places)).namespaces[0]!;
}

describe("render/flows/picture/model", () => {
  const { namespaces } = summarise("prod", worldOf(exampleStack(), places));
  const panels = namespaces.map(panelOf);
  const panel = (name: string): Panel => panels.find((each) => each.name === name)!;
  const rowTitles = (name: string): string[] => panel(name).rows.map(({ title }) => title);

  it("draws what all workloads of a namespace have in common once", () => {
    const { inward, outward, rows } = panel("appointment-prod");
    assert.equal(rows[0]?.title, "every workload here");
    assert.deepEqual(
      inward.map(({ row, party, label }) => [row, party, label]),
      [
        ["*", "istio-system/*", "TCP 3000"],
        ["*", "monitoring/*", "TCP 3000, 15020, 15090"],
      ],
    );
    assert.deepEqual(
      outward.filter(({ row }) => row === "*").map(({ label }) => label),
      ["TCP 15012", "TCP 53; UDP 53", "TCP 5432"],
    );
  });

  it("draws nothing in common where nothing is, and in a namespace with one workload", () => {
    assert.deepEqual(rowTitles("healthcare-prod"), ["healthcare-app", "mllp-server", "postgres"]);
    assert.deepEqual(rowTitles("smedrec-audit"), ["audit-server"]);
  });

  it("draws flows within a namespace from all that share a target to it", () => {
    const { within } = panel("bitvault-prod");
    const toNats = within.filter(({ to }) => to === "bitvault-prod/nats");
    assert.deepEqual(
      toNats.map(({ from, label }) => [from, label]),
      [
        [["bitvault-prod/bitvault-worker", "bitvault-prod/bitvaultd"], "TCP 4222"],
        [["bitvault-prod/nats"], "TCP 6222"],
      ],
    );
  });

  it("marks the internet and anywhere", () => {
    const { targets, outward } = panel("healthcare-prod");
    const wide = targets.filter(({ isWide }) => isWide).map(({ id }) => id);
    assert.deepEqual(wide.sort(), ["anywhere", "internet"]);
    assert.ok(outward.every(({ party, isWide }) => isWide === wide.includes(party)));
  });

  it("keeps titles short: what does not fit goes below", () => {
    const [nats] = panelOf(withNats()).targets.filter(({ id }) => id.startsWith("messaging/"));
    assert.deepEqual([nats?.title, nats?.details], ["pods", ["app.kubernetes.io/name=nats", "messaging"]]);
  });

  it("has a party for every arrow, a row for every end, and no party without an arrow", () => {
    for (const { rows, sources, targets, inward, outward, within } of panels) {
      const ids = rows.map(({ id }) => id);
      for (const [parties, arrows] of [
        [sources, inward],
        [targets, outward],
      ] as const) {
        assert.deepEqual([...new Set(arrows.map(({ party }) => party))].sort(), parties.map(({ id }) => id).sort());
        assert.ok(arrows.every(({ row }) => ids.includes(row)));
      }
      assert.ok(within.every(({ from, to }) => [...from, to].every((id) => ids.includes(id))));
    }
  });

  it("leaves no line of the summary out", () => {
    for (const { name, members } of namespaces) {
      const { inward, outward, within } = panel(name);
      for (const { actor, lines } of members) {
        const mine = (row: string): boolean => row === "*" || row === actor.id;
        const reaching = lines.filter(({ direction }) => direction === "in").length;
        const reached = lines.length - reaching;
        const toMe = within.filter(({ to }) => to === actor.id).flatMap(({ from }) => from).length;
        const fromMe = within.filter(({ from, to }) => from.includes(actor.id) && to !== actor.id).length;
        assert.equal(inward.filter(({ row }) => mine(row)).length + toMe, reaching, `${actor.id} in`);
        assert.equal(outward.filter(({ row }) => mine(row)).length + fromMe, reached, `${actor.id} out`);
      }
    }
  });
});
