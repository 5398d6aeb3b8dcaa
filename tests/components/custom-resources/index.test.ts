import assert from "node:assert/strict";
import { customResource, customResourceApis } from "../../../components/custom-resources";

describe("components/custom-resources", () => {
  it("complete an object with its kind and version, and nothing that the fields smuggle in", () => {
    const metadata = { name: "api", namespace: "shop", labels: {} };
    const spec = { hosts: ["api.example.com"] };
    const fields = { metadata, spec, kind: "Gateway", status: {} };
    assert.deepEqual(customResource("VirtualService", fields), {
      apiVersion: "networking.istio.io/v1beta1",
      kind: "VirtualService",
      metadata,
      spec,
    });
  });

  it("name the groups and versions that some kinds need, each once and sorted", () => {
    assert.deepEqual(customResourceApis(["VirtualService", "ScaledObject", "Gateway", "Gateway"]), [
      "keda.sh/v1alpha1",
      "networking.istio.io/v1beta1",
    ]);
  });

  it("are checked by the compiler: these lines are errors", () => {
    const metadata = { name: "api", namespace: "shop", labels: {} };
    // @ts-expect-error a mode that Istio does not know
    customResource("PeerAuthentication", { metadata, spec: { mtls: { mode: "strict" } } });
    // @ts-expect-error KEDA demands triggers
    customResource("ScaledObject", { metadata, spec: { scaleTargetRef: { name: "api" } } });
    // @ts-expect-error an unknown field
    customResource("Gateway", { metadata, spec: { server: [] } });
  });
});
