import assert from "node:assert/strict";
import * as fc from "fast-check";

import { base } from "../../../systems/appointment/layers/base";
import { ciLayer } from "../../../systems/appointment/layers/ci";
import { environmentLayer } from "../../../systems/appointment/layers/environments";
import { services as serviceLayers } from "../../../systems/appointment/layers/services";
import type { ServiceLayer } from "../../../systems/appointment/service-values";
import { guardedFields } from "../../../systems/common/pod-security";
import { LooseningError, resolveValues } from "../../../systems/common/resolve-values";
import { environments, services, valuesOf } from "./services";

describe("appointment: the layers of values (SPEC 1.4.2)", () => {
  it("begin with hardened pods, HPA targets, a budget of one and no Ingress", () => {
    assert.deepEqual(
      [base.hpa.cpuPercent, base.hpa.memoryPercent, base.minAvailable, base.ingress.enabled, base.strategy],
      [70, 80, 1, false, "rolling"],
    );
    assert.ok(base.security.runAsNonRoot && base.security.readOnlyRootFilesystem);
  });

  it("let the service decide over the base", () => {
    const { availability, patient } = valuesOf("prod").services;
    assert.deepEqual([availability.strategy, availability.callers], ["canary", ["booking"]]);
    assert.deepEqual([patient.strategy, patient.callers], ["canary", []]);
  });

  it("let the environment decide over the service: staging lowers booking's minimum (C-33)", () => {
    assert.equal(serviceLayers.booking.hpa?.minReplicas, 3);
    assert.deepEqual(valuesOf("staging").services.booking.hpa.minReplicas, 2);
  });

  it("let an environment speak of one service: only the memory of search is larger", () => {
    const limits = services.map((service) => valuesOf("prod").services[service].resources.limits.memory);
    assert.deepEqual(limits, ["512Mi", "512Mi", "512Mi", "2Gi", "512Mi", "512Mi"]);
  });

  it("let the stack file decide over all of them", () => {
    const { hpa, callers } = valuesOf("staging", { availability: { hpa: { minReplicas: 3 }, callers: [] } }).services
      .availability;
    assert.deepEqual([hpa.minReplicas, hpa.maxReplicas, callers], [3, 4, []]);
  });

  it("leave what a layer does not say", () => {
    assert.deepEqual(ciLayer({ port: 8080 }).hpa, undefined);
    assert.deepEqual(resolveValues(base, {}, {}, ciLayer({})), base);
  });

  it("never loosen the pods' security, in any environment (R-17)", () => {
    for (const environment of environments) {
      for (const service of services) {
        assert.deepEqual(valuesOf(environment).services[service].security, base.security, `${service} ${environment}`);
      }
    }
  });

  it("refuse a layer that loosens it, whichever it is (R-17)", () => {
    const loose = fc.constantFrom(
      { runAsNonRoot: false },
      { readOnlyRootFilesystem: false },
      { allowPrivilegeEscalation: true },
      { runAsUser: 0 },
      { dropCapabilities: [] },
      { automountServiceAccountToken: true },
    );
    const place = fc.constantFrom(0, 1, 2);
    fc.assert(
      fc.property(
        fc.constantFrom(...services),
        fc.constantFrom(...environments),
        loose,
        place,
        (service, environment, security, at) => {
          const layers = [serviceLayers[service], environmentLayer(environment, service), ciLayer({})];
          // As if it came from a file: the types have no place for it.
          layers[at] = { ...layers[at], security } as unknown as ServiceLayer;
          const [own = {}, env = {}, ci = {}] = layers;
          assert.throws(() => resolveValues(base, own, env, ci), LooseningError);
        },
      ),
    );
  });

  it("guard every security setting that they hold", () => {
    assert.deepEqual(Object.keys(base.security).sort(), [...guardedFields].sort());
  });
});
