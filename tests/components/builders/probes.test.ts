import assert from "node:assert/strict";
import fc from "fast-check";
import type { Container, PodSettings } from "../../../components/builders/pod-settings";
import { podTemplate, type PodTemplate } from "../../../components/builders/pod-template";
import { probePorts } from "../../../components/builders/probes";
import { identity, settings, web } from "../fixtures";

const template = (changes: Partial<PodSettings> = {}): PodTemplate =>
  podTemplate(identity, { ...settings, ...changes }, { serviceAccountName: "shop" });
const withContainer = (changes: Partial<Container>): PodTemplate =>
  template({ container: { ...settings.container, ...changes } });

describe("components/builders/probes", () => {
  const { liveness, readiness } = settings.container.probes;

  it("refer to the port by name, or by number when asked (R-55)", () => {
    const probes = {
      liveness: {
        http: web,
        path: "/health",
        targetBy: "number" as const,
        periodSeconds: 10,
        timeoutSeconds: 5,
        failureThreshold: 3,
        initialDelaySeconds: 30,
      },
      readiness,
      startup: { exec: ["true"], periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 30 },
    };
    const [main] = withContainer({ probes }).spec.containers;
    assert.deepEqual(main?.livenessProbe, {
      httpGet: { path: "/health", port: 8080 },
      initialDelaySeconds: 30,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    });
    assert.deepEqual(main.readinessProbe.tcpSocket, { port: "web" });
    assert.deepEqual(main.startupProbe?.exec, { command: ["true"] });
  });

  it("accept exactly a readiness as frequent and as strict as liveness (R-54)", () => {
    const count = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(count, count, count, count, (livePeriod, readyPeriod, liveThreshold, readyThreshold) => {
        const probes = {
          liveness: { ...liveness, periodSeconds: livePeriod, failureThreshold: liveThreshold },
          readiness: { ...readiness, periodSeconds: readyPeriod, failureThreshold: readyThreshold },
        };
        const isFine = readyPeriod <= livePeriod && readyThreshold <= liveThreshold;
        if (isFine) withContainer({ probes });
        else assert.throws(() => withContainer({ probes }), /container\.probes\.readiness\.\w+: .* at most liveness\./);
      }),
    );
  });

  it("refuse a port that the container does not declare", () => {
    const probes = { liveness: { ...liveness, tcp: { name: "other", number: 9999 } }, readiness };
    assert.throws(() => withContainer({ probes }), /other \(9999\) is given, allowed is web \(8080\)/);
  });

  it("refuse a path without slash and times below the API's bounds", () => {
    const { periodSeconds, timeoutSeconds, failureThreshold } = liveness;
    const times = { periodSeconds, timeoutSeconds, failureThreshold };
    const http = { http: web, path: "health", ...times };
    assert.throws(() => withContainer({ probes: { liveness: http, readiness } }), /begins with \//);
    const noTimeout = { liveness: { ...liveness, timeoutSeconds: 0 }, readiness };
    assert.throws(() => withContainer({ probes: noTimeout }), /liveness\.timeoutSeconds: 0 is given/);
  });

  it("ask each port once, and commands ask none", () => {
    const other = { name: "health", number: 8081 };
    const times = { periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 };
    const containers = [
      { probes: { liveness, readiness, startup: { http: other, path: "/", ...times } } },
      { probes: { liveness: { exec: ["true"], ...times }, readiness } },
    ];
    assert.deepEqual(probePorts(containers), [web, other]);
  });
});
