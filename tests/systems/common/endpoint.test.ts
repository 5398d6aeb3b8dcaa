import assert from "node:assert/strict";

import { resolveEndpoint, type EndpointValues } from "../../../systems/common/endpoint";
import { recordingScope } from "./scope";

const port = { name: "postgres", number: 5432 };

function resolve(given: EndpointValues | undefined) {
  const scope = recordingScope("dev");
  return { endpoint: resolveEndpoint(scope, "database", given, port), problems: scope.problems };
}

describe("an endpoint", () => {
  it("outside of the cluster is its address blocks, on the usual port", () => {
    const { endpoint, problems } = resolve({ cidrs: ["10.1.0.0/24", "10.2.0.0/24"] });
    assert.deepEqual(endpoint, { port, peers: [{ cidr: "10.1.0.0/24" }, { cidr: "10.2.0.0/24" }] });
    assert.deepEqual(problems, []);
  });

  it("in the cluster is a namespace, and its labelled pods alone where labels are given", () => {
    assert.deepEqual(resolve({ namespace: "databases" }).endpoint.peers, [{ namespace: "databases" }]);
    const { endpoint } = resolve({ namespace: "databases", podLabels: { app: "postgres" } });
    assert.deepEqual(endpoint.peers, [{ namespace: "databases", pods: { app: "postgres" } }]);
  });

  it("may be in both places, as during a move", () => {
    const { endpoint, problems } = resolve({ cidrs: ["10.1.0.0/24"], namespace: "databases" });
    assert.deepEqual([endpoint.peers.length, problems.length], [2, 0]);
  });

  it("takes another port under the same name", () => {
    assert.deepEqual(resolve({ namespace: "databases", port: 6432 }).endpoint.port, { name: "postgres", number: 6432 });
  });

  for (const given of [undefined, {}, { cidrs: [] }, { port: 6432 }]) {
    it(`that is nowhere is refused: ${JSON.stringify(given)}`, () => {
      const [problem, ...others] = resolve(given).problems;
      assert.deepEqual([problem?.key, problem?.given, others], ["shop:database", "neither cidrs nor a namespace", []]);
      assert.match(problem?.remedy.join("\n") ?? "", /database\.namespace' databases[^]*database\.cidrs\[0\]' 10/);
    });
  }

  it("refuses labels of pods in no namespace", () => {
    const { problems } = resolve({ cidrs: ["10.1.0.0/24"], podLabels: { app: "postgres" } });
    assert.deepEqual(
      problems.map(({ key, given }) => [key, given]),
      [["shop:database", "labels of pods, but no namespace"]],
    );
  });
});
