import assert from "node:assert/strict";

import fc from "fast-check";

import { judge } from "../../../policies/controls/control";
import { podsOf } from "../../../policies/kubernetes/pods";
import { objectType } from "../../../policies/kubernetes/kinds";
import { podRules } from "../../../policies/rules/pod-rules";
import { UNKNOWN, type Value } from "../../../policies/values/field";
import { breakages, broken } from "../support/breakages";
import { PINNED_IMAGE, POD_TOKENS, wrap, type JsonObject, type PodTemplate, type PodToken } from "../support/objects";

const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 3, maxLength: 6 });

/** Pods that break no rule, in the many ways in which that can be said. */
const compliantPods: fc.Arbitrary<PodTemplate> = fc
  .record({
    names,
    hostUsers: fc.constantFrom(true, false, undefined),
    podLevel: fc.boolean(),
    privileged: fc.constantFrom(false, undefined),
    add: fc.constantFrom(undefined, [], ["NET_BIND_SERVICE"]),
    drop: fc.constantFrom(["ALL"], ["ALL", "NET_RAW"], ["CHOWN", "ALL"]),
    user: fc.constantFrom(undefined, 1, 1000, 65534),
    seccomp: fc.constantFrom({ type: "RuntimeDefault" }, { type: "Localhost", localhostProfile: "a.json" }),
    procMount: fc.constantFrom(undefined, "Default"),
    volume: fc.constantFrom({ emptyDir: {} }, { secret: { secretName: "a" } }, { configMap: { name: "a" } }, {}),
    sysctl: fc.constantFrom(undefined, "net.ipv4.tcp_rmem", "kernel.shm_rmid_forced"),
  })
  .map((choice) => {
    const shared = { runAsNonRoot: true, seccompProfile: choice.seccomp };
    const container = (name: string): JsonObject =>
      clean({
        name,
        image: PINNED_IMAGE,
        securityContext: {
          ...(choice.podLevel ? {} : shared),
          privileged: choice.privileged,
          procMount: choice.procMount,
          runAsUser: choice.user,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { add: choice.add, drop: choice.drop },
        },
      });
    const [init = "i", app = "a", debug = "d", ...more] = choice.names;
    const sysctls = choice.sysctl === undefined ? undefined : [{ name: choice.sysctl, value: "1" }];
    return {
      metadata: { annotations: {} },
      spec: clean({
        hostUsers: choice.hostUsers,
        securityContext: { ...(choice.podLevel ? shared : {}), sysctls },
        initContainers: [container(init)],
        containers: [app, ...more].map(container),
        ephemeralContainers: [container(debug)],
        volumes: [{ name: "v", ...choice.volume }],
      }),
    };
  });

/** Drops `undefined`, as JSON does on its way to the engine. */
function clean(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

const tokens = fc.constantFrom<PodToken>(...POD_TOKENS);

/** Names of the rules that object, and the paths that they leave undecided. */
function judgement(token: PodToken, object: Value): { broken: string[]; undecided: number } {
  const pods = podsOf(objectType(token)!, object);
  const verdicts = podRules.flatMap(({ rule, active }) =>
    pods.map((pod) => ({ name: rule.name, ...judge(active.control, active.version, pod) })),
  );
  return {
    broken: verdicts.filter(({ findings }) => findings.length > 0).map(({ name }) => name),
    undecided: verdicts.flatMap(({ undecided }) => undecided).length,
  };
}

/** The object with the value at one of its places unknown. */
function withUnknown(value: Value, choose: (count: number) => number): Value {
  const places: (readonly (string | number)[])[] = [];
  const visit = (node: Value, path: readonly (string | number)[]): void => {
    places.push(path);
    if (typeof node === "object" && node !== null) {
      const entries: [string | number, Value][] = Array.isArray(node)
        ? node.map((item: Value, index) => [index, item])
        : Object.entries(node);
      for (const [key, item] of entries) {
        visit(item, [...path, key]);
      }
    }
  };
  visit(value, []);
  const place = places[1 + choose(places.length - 1)] ?? [];
  const copy = structuredClone(value) as Record<string | number, unknown>;
  const last = place.at(-1)!;
  const holder = place.slice(0, -1).reduce((node, key) => node[key] as Record<string | number, unknown>, copy);
  holder[last] = UNKNOWN;
  return copy as unknown as Value;
}

describe("rules about pods, for any pod", () => {
  it("a compliant pod has no finding, whatever makes it", () => {
    fc.assert(
      fc.property(compliantPods, tokens, (template, token) => {
        assert.deepEqual(judgement(token, wrap(token, template)), { broken: [], undecided: 0 });
      }),
    );
  });

  it("breaking one field yields exactly that rule's finding", () => {
    fc.assert(
      fc.property(compliantPods, tokens, fc.constantFrom(...breakages), (template, token, breakage) => {
        fc.pre(!(template.spec["hostUsers"] === false && /^run-as/.test(breakage.policy)));
        fc.pre(
          breakage.container !== undefined ||
            !/^run-as-non-root|^seccomp/.test(breakage.policy) ||
            "runAsNonRoot" in (template.spec["securityContext"] as JsonObject),
        );
        assert.deepEqual(judgement(token, wrap(token, broken(template, breakage))).broken, [breakage.policy]);
      }),
    );
  });

  it("an unknown value never makes a finding", () => {
    fc.assert(
      fc.property(compliantPods, tokens, fc.nat(), (template, token, seed) => {
        const object = withUnknown(wrap(token, template), (count) => seed % count);
        assert.deepEqual(judgement(token, object).broken, []);
      }),
    );
  });

  it("an unknown image leaves a broken field found", () => {
    fc.assert(
      fc.property(compliantPods, tokens, fc.constantFrom(...breakages), (template, token, breakage) => {
        fc.pre(!breakage.policy.startsWith("image") && template.spec["hostUsers"] !== false);
        fc.pre(breakage.container !== undefined || "runAsNonRoot" in (template.spec["securityContext"] as JsonObject));
        const bad = broken(template, breakage);
        const containers = (bad.spec["containers"] as JsonObject[]).map((container) => ({
          ...container,
          image: UNKNOWN,
        }));
        const object = wrap(token, {
          ...bad,
          spec: { ...bad.spec, containers: containers as unknown as JsonObject[] },
        });
        assert.deepEqual(judgement(token, object).broken, [breakage.policy]);
      }),
    );
  });
});
