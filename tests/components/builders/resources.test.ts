import assert from "node:assert/strict";
import fc from "fast-check";
import type { Container, PodSettings } from "../../../components/builders/pod-settings";
import { podTemplate, type PodTemplate } from "../../../components/builders/pod-template";
import { identity, settings } from "../fixtures";

const template = (changes: Partial<PodSettings> = {}): PodTemplate =>
  podTemplate(identity, { ...settings, ...changes }, { serviceAccountName: "shop" });
const withContainer = (changes: Partial<Container>): PodTemplate =>
  template({ container: { ...settings.container, ...changes } });

describe("components/builders/resources", () => {
  it("accept exactly requests up to the limit", () => {
    const amount = fc.integer({ min: 1, max: 4000 });
    fc.assert(
      fc.property(amount, amount, (request, limit) => {
        const resources = {
          requests: { cpu: `${request}m`, memory: "32Mi" },
          limits: { cpu: `${limit}m`, memory: "32Mi" },
        } as const;
        if (request <= limit) assert.deepEqual(withContainer({ resources }).spec.containers[0]?.resources, resources);
        else assert.throws(() => withContainer({ resources }), /resources\.requests\.cpu: .* at most the limit/);
      }),
    );
  });

  it("compare units, not text", () => {
    const { limits } = settings.container.resources;
    const resources = { requests: { cpu: "50m", memory: "1Gi" }, limits: { ...limits, memory: "1G" } } as const;
    assert.throws(
      () => withContainer({ resources }),
      /requests\.memory: "1Gi" is given, allowed is at most the limit "1G"/,
    );
  });

  it("refuse nothing at all", () => {
    const { limits } = settings.container.resources;
    const resources = { requests: { cpu: "0", memory: "1Mi" }, limits } as const;
    assert.throws(() => withContainer({ resources }), /requests\.cpu: "0" is given, allowed is more than 0/);
  });
});
