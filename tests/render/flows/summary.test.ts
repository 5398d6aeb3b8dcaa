import assert from "node:assert/strict";
import { summarise } from "../../../render/flows/summary";
import { worldOf } from "../../../render/flows/world";
import { exampleStack, places } from "./example";

describe("render/flows/summary", () => {
  const { namespaces, unreached } = summarise("prod", worldOf(exampleStack(), places));
  const membersOf = (name: string): string[] =>
    namespaces.find((namespace) => namespace.name === name)?.members.map(({ actor }) => actor.title) ?? [];

  it("has every namespace with its workloads, sorted", () => {
    assert.deepEqual(
      namespaces.map(({ name }) => name),
      ["appointment-prod", "bitvault-prod", "healthcare-prod", "smedrec-audit"],
    );
    assert.deepEqual(membersOf("healthcare-prod"), ["healthcare-app", "mllp-server", "postgres"]);
  });

  it("names the exemptions that the policies of a workload carry", () => {
    const healthcare = namespaces.find(({ name }) => name === "healthcare-prod");
    assert.deepEqual(
      healthcare?.members.map(({ exemptions }) => exemptions),
      [["healthcare-https"], ["mllp-open-egress"], []],
    );
  });

  it("lists by place who is let in nowhere, without blocks that only an egress rule names", () => {
    assert.deepEqual(unreached, [
      { place: "any other namespace", titles: ["any other pod", "stranger"] },
      { place: "kube-system", titles: ["any other pod", "cluster DNS"] },
      { place: "", titles: ["the internet", "cloud metadata 169.254.169.254"] },
    ]);
  });
});
