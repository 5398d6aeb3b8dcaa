import { strict as assert } from "node:assert";
import { Unknown, type PropertyMap } from "../../../../../lab/plugins/shared/values";
import { normalizeInputs } from "../../../../../lab/plugins/kubernetes/kinds/normalize";

const pod = (spec: PropertyMap): PropertyMap => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec });

describe("normalised inputs", () => {
  it("lose the zero values that the API's types omit, and keep those that they keep", () => {
    const spec = {
      hostNetwork: false,
      automountServiceAccountToken: false,
      nodeSelector: {},
      containers: [{ name: "c", env: [{ name: "E", value: "" }] }],
    };
    assert.deepEqual(
      normalizeInputs(pod(spec)),
      pod({ automountServiceAccountToken: false, containers: [{ name: "c", env: [{ name: "E" }] }] }),
    );
  });

  it("write quantities as the API server does, wherever they stand", () => {
    const spec = {
      containers: [{ name: "c", resources: { requests: { cpu: "0.5" }, limits: { cpu: 2, memory: "1024Mi" } } }],
      volumes: [{ name: "v", emptyDir: { sizeLimit: "0.5Gi" } }],
    };
    assert.deepEqual(
      normalizeInputs(pod(spec)),
      pod({
        containers: [{ name: "c", resources: { requests: { cpu: "500m" }, limits: { cpu: "2", memory: "1Gi" } } }],
        volumes: [{ name: "v", emptyDir: { sizeLimit: "512Mi" } }],
      }),
    );
  });

  it("lose fields that the type does not have", () => {
    assert.deepEqual(
      normalizeInputs(pod({ restartPolicy: "Always", restartPolcy: "Never" })),
      pod({ restartPolicy: "Always" }),
    );
  });

  it("stay as they are when a value does not fit its type, for the API server to refuse", () => {
    const spec = { hostNetwork: false, terminationGracePeriodSeconds: "ten" };
    assert.deepEqual(normalizeInputs(pod(spec)), pod(spec));
  });

  it("stay as they are while something is unknown", () => {
    const spec = { hostNetwork: false, nodeName: new Unknown() };
    assert.deepEqual(normalizeInputs(pod(spec)), pod(spec));
  });

  it("keep everything of a custom resource", () => {
    const widget = {
      apiVersion: "example.com/v1",
      kind: "Pod",
      metadata: { name: "w" },
      spec: { hostNetwork: false, cpu: "0.5" },
    };
    assert.deepEqual(normalizeInputs(widget), widget);
  });

  it("have the texts of a Secret as data, which stringData wins", () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {},
      data: { a: "b2xk", c: "eA==" },
      stringData: { a: "new" },
    };
    assert.deepEqual(normalizeInputs(secret), {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {},
      data: { a: "bmV3", c: "eA==" },
    });
  });

  it("lose read-only metadata", () => {
    const inputs = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "c", uid: "1", resourceVersion: "2", generation: 3, managedFields: [] },
    };
    assert.deepEqual(normalizeInputs(inputs), { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" } });
  });

  it("leave what they were given untouched", () => {
    const inputs = pod({ hostNetwork: false, containers: [] });
    const before = structuredClone(inputs);
    normalizeInputs(inputs);
    assert.deepEqual(inputs, before);
  });
});
