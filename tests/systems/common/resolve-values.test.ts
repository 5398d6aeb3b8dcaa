import assert from "node:assert/strict";
import * as fc from "fast-check";

import { UserError } from "../../../config/primitives/user-error";
import { judge } from "../../../policies/controls/control";
import { objectType } from "../../../policies/kubernetes/kinds";
import { podsOf } from "../../../policies/kubernetes/pods";
import { podRules } from "../../../policies/rules/pod-rules";
import type { Value } from "../../../policies/values/field";
import { guardedFields, hardened, type PodSecurity } from "../../../systems/common/pod-security";
import {
  LooseningError,
  resolveValues,
  type Layer,
  type LayerName,
  type SecuredValues,
} from "../../../systems/common/resolve-values";
import { PINNED_IMAGE } from "../../policies/support/objects";

/** Values of an imaginary workload. */
interface Values extends SecuredValues {
  readonly replicas: { readonly min: number; readonly max: number };
  readonly callers: readonly string[];
  readonly role?: string;
}

const security: PodSecurity = { ...hardened, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 };
const base: Values = { security, replicas: { min: 3, max: 10 }, callers: ["edge"] };

const layerNames: readonly LayerName[] = ["service", "environment", "CI"];

/** The values with `layers` over them, whatever their types say: as if they came from a file. */
function resolved(layers: Partial<Record<LayerName, unknown>>, over: Values = base): Values {
  const layer = (name: LayerName): Layer<Values> => layers[name] ?? {};
  return resolveValues(over, layer("service"), layer("environment"), layer("CI"));
}

function refusal(action: () => unknown): LooseningError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof LooseningError, String(error));
    return error;
  }
  assert.fail("nothing was refused");
}

/** Every way to loosen each guarded field of the hardened base. */
const loosenings: { readonly [Field in keyof PodSecurity]: fc.Arbitrary<unknown> } = {
  runAsNonRoot: fc.constant(false),
  runAsUser: fc.constantFrom(0, -0, -1, 0.5, Number.NaN, "0", "1000", 2 ** 31),
  runAsGroup: fc.constantFrom(0, -1, "0"),
  fsGroup: fc.constantFrom(0, -1, "0"),
  seccompProfile: fc.constantFrom("Unconfined", "Localhost", "", "runtime/default"),
  allowPrivilegeEscalation: fc.constant(true),
  readOnlyRootFilesystem: fc.constant(false),
  privileged: fc.constant(true),
  dropCapabilities: fc
    .subarray(["NET_RAW", "CHOWN", "all", "SETUID"])
    .map((names): unknown => names)
    .filter((names) => Array.isArray(names)),
  addCapabilities: fc.subarray(["NET_ADMIN", "SYS_ADMIN", "NET_BIND_SERVICE"], { minLength: 1 }),
  hostNetwork: fc.constant(true),
  hostPID: fc.constant(true),
  hostIPC: fc.constant(true),
  automountServiceAccountToken: fc.constant(true),
};

const anyLoosening = fc
  .constantFrom(...guardedFields)
  .chain((field) =>
    fc.oneof(loosenings[field], fc.constantFrom(null, "true", 1, {}, [[]])).map((given) => ({ field, given })),
  )
  // What happens to be the field's own kind of value and tight is no loosening.
  .filter(({ field, given }) => !(given === 1 && ["runAsUser", "runAsGroup", "fsGroup"].includes(field)));

const anyLayer = fc.constantFrom(...layerNames);

/** A layer that tightens or repeats, in the many ways in which that can be said. */
const tightening: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    runAsNonRoot: fc.constant(true),
    runAsUser: fc.integer({ min: 1, max: 65_535 }),
    runAsGroup: fc.integer({ min: 1, max: 65_535 }),
    fsGroup: fc.integer({ min: 1, max: 65_535 }),
    seccompProfile: fc.constant("RuntimeDefault"),
    allowPrivilegeEscalation: fc.constant(false),
    readOnlyRootFilesystem: fc.constantFrom(true, undefined),
    privileged: fc.constant(false),
    dropCapabilities: fc.subarray(["NET_RAW", "CHOWN"]).map((names) => ["ALL", ...names]),
    addCapabilities: fc.constant([]),
    hostNetwork: fc.constant(false),
    hostPID: fc.constantFrom(false, undefined),
    hostIPC: fc.constant(false),
    automountServiceAccountToken: fc.constant(false),
  },
  { requiredKeys: [] },
);

/** The policy pack's rules that a pod with these settings breaks; the pack shares no code with the merge. */
function brokenRules(settings: PodSecurity): string[] {
  const { runAsNonRoot, runAsUser, runAsGroup, fsGroup, seccompProfile, hostNetwork, hostPID, hostIPC } = settings;
  const { allowPrivilegeEscalation, readOnlyRootFilesystem, privileged } = settings;
  const pod = {
    metadata: {},
    spec: {
      hostNetwork,
      hostPID,
      hostIPC,
      securityContext: { runAsNonRoot, runAsUser, runAsGroup, fsGroup, seccompProfile: { type: seccompProfile } },
      containers: [
        {
          name: "app",
          image: PINNED_IMAGE,
          securityContext: {
            allowPrivilegeEscalation,
            readOnlyRootFilesystem,
            privileged,
            capabilities: { drop: settings.dropCapabilities, add: settings.addCapabilities },
          },
        },
      ],
    },
  } as unknown as Value;
  const type = objectType("kubernetes:core/v1:Pod");
  assert.ok(type);
  const pods = podsOf(type, pod);
  return podRules
    .filter(({ active }) => pods.some((each) => judge(active.control, active.version, each).findings.length > 0))
    .map(({ rule }) => rule.name);
}

describe("resolveValues", () => {
  describe("the order of the layers (SPEC 1.4.2)", () => {
    it("the last one wins", () => {
      const min = (value: number): unknown => ({ replicas: { min: value } });
      assert.equal(resolved({ service: min(4), environment: min(2), CI: min(1) }).replicas.min, 1);
      assert.equal(resolved({ service: min(4), environment: min(2) }).replicas.min, 2);
      assert.equal(resolved({ service: min(4) }).replicas.min, 4);
      assert.equal(resolved({}).replicas.min, 3);
    });

    it("the environment lowers what the service raised (C-33)", () => {
      const { replicas } = resolved({
        service: { replicas: { min: 3, max: 20 } },
        environment: { replicas: { min: 2, max: 4 } },
      });
      assert.deepEqual(replicas, { min: 2, max: 4 });
    });

    it("layers that speak of different fields all count", () => {
      assert.deepEqual(
        resolved({ service: { replicas: { max: 20 } }, environment: { callers: ["web"] }, CI: { role: "r" } }),
        { security, replicas: { min: 3, max: 20 }, callers: ["web"], role: "r" },
      );
    });
  });

  it("a list is replaced as a whole, and undefined leaves a field alone", () => {
    const { callers, role } = resolved({ service: { callers: ["a", "b"], role: "r" }, CI: { role: undefined } });
    assert.deepEqual([callers, role], [["a", "b"], "r"]);
  });

  it("changes nothing that it is given", () => {
    const layers = { service: { replicas: { min: 4 } }, environment: { security: { runAsUser: 2000 } }, CI: {} };
    const before = JSON.stringify([base, layers]);
    resolved(layers);
    assert.equal(JSON.stringify([base, layers]), before);
  });

  describe("security (R-17)", () => {
    it("every way to loosen it is refused in every layer, with layer, field, value and what is allowed", () => {
      fc.assert(
        fc.property(anyLayer, anyLoosening, tightening, (layer, { field, given }, others) => {
          const settings = { ...others, [field]: given };
          const error = refusal(() => resolved({ [layer]: { security: settings } }));
          assert.ok(error instanceof UserError);
          const [only, ...more] = error.loosenings;
          assert.deepEqual([only?.layer, only?.field, more], [layer, `security.${field}`, []]);
          const value = typeof given === "number" ? String(given) : JSON.stringify(given);
          assert.ok(error.message.includes(`layer ${layer}, security.${field}: ${value} is given, allowed is `));
        }),
        { numRuns: 500 },
      );
    });

    it("every guarded field has a way to be loosened that is tried", () => {
      assert.deepEqual(Object.keys(loosenings).sort(), [...guardedFields].sort());
      for (const field of guardedFields) {
        for (const given of fc.sample(loosenings[field], 5)) {
          assert.throws(() => resolved({ CI: { security: { [field]: given } } }), LooseningError);
        }
      }
    });

    it("tightening is accepted in every layer, and the policies accept the result", () => {
      fc.assert(
        fc.property(tightening, tightening, tightening, (service, environment, ci) => {
          const { security: result } = resolved({
            service: { security: service },
            environment: { security: environment },
            CI: { security: ci },
          });
          assert.deepEqual(brokenRules(result), []);
        }),
      );
    });

    it("whatever stands in the layers, it is refused or the policies accept the result", () => {
      const anything = fc.oneof(
        fc.anything({ maxDepth: 2 }),
        anyLoosening.map(({ given }) => given),
      );
      const anyField = fc.oneof(fc.constantFrom<string>(...guardedFields), fc.string());
      const layer = fc.oneof(
        { weight: 5, arbitrary: fc.dictionary(anyField, anything, { noNullPrototype: true, maxKeys: 3 }) },
        fc.anything({ maxDepth: 1 }),
      );
      fc.assert(
        fc.property(fc.record({ service: layer, environment: layer, CI: layer }), (layers) => {
          const over = Object.fromEntries(
            Object.entries(layers).map(([name, settings]) => [name, { security: settings }]),
          );
          let result: PodSecurity;
          try {
            result = resolved(over).security;
          } catch (error) {
            assert.ok(error instanceof LooseningError, String(error));
            return;
          }
          assert.deepEqual(brokenRules(result), []);
          assert.deepEqual(Object.keys(result).sort(), Object.keys(security).sort());
        }),
        { numRuns: 500 },
      );
    });

    it("the policies would not accept what is refused", () => {
      assert.deepEqual(brokenRules(security), []);
      for (const weaker of [
        { runAsNonRoot: false },
        { runAsUser: 0 },
        { seccompProfile: "Unconfined" },
        { allowPrivilegeEscalation: true },
        { readOnlyRootFilesystem: false },
        { privileged: true },
        { dropCapabilities: [] },
        { addCapabilities: ["NET_ADMIN"] },
        { hostNetwork: true },
      ] as const) {
        assert.notDeepEqual(brokenRules({ ...security, ...weaker }), [], JSON.stringify(weaker));
      }
    });

    it("a layer is compared with all before it: what a service tightened, no environment takes back", () => {
      const open = { ...base, security: { ...security, automountServiceAccountToken: true } };
      const mount = (value: boolean): unknown => ({ security: { automountServiceAccountToken: value } });
      assert.equal(resolved({ service: mount(true) }, open).security.automountServiceAccountToken, true);
      const error = refusal(() => resolved({ service: mount(false), environment: mount(true) }, open));
      assert.deepEqual(
        error.loosenings.map(({ layer, field }) => [layer, field]),
        [["environment", "security.automountServiceAccountToken"]],
      );
    });

    it("a base that leaves room lets a layer fill it", () => {
      const loose: Values = {
        ...base,
        security: {
          ...security,
          seccompProfile: "Unconfined",
          dropCapabilities: ["NET_RAW"],
          addCapabilities: ["CHOWN", "SETUID"],
        },
      };
      const over = { seccompProfile: "RuntimeDefault", dropCapabilities: ["ALL"], addCapabilities: ["CHOWN"] };
      assert.deepEqual({ ...resolved({ service: { security: over } }, loose).security }, { ...security, ...over });
    });

    it("every capability that was dropped stays dropped, and none is added that was not there", () => {
      const partly = { ...security, dropCapabilities: ["NET_RAW", "CHOWN"], addCapabilities: ["SETUID"] };
      const over = (settings: unknown): Values =>
        resolved({ CI: { security: settings } }, { ...base, security: partly });
      assert.throws(() => over({ dropCapabilities: ["NET_RAW", "SETGID"] }), /a list with NET_RAW, CHOWN/);
      assert.throws(() => over({ addCapabilities: ["SETUID", "SETGID"] }), /a part of SETUID/);
      assert.deepEqual(over({ dropCapabilities: ["CHOWN", "NET_RAW", "KILL"] }).security.dropCapabilities.length, 3);
    });

    it("a user other than root may be another", () => {
      assert.equal(resolved({ environment: { security: { runAsUser: 65_534 } } }).security.runAsUser, 65_534);
    });

    it("tells all loosenings of all layers at once", () => {
      const error = refusal(() =>
        resolved({
          service: { security: { privileged: true, runAsUser: 0 } },
          environment: { security: { privileged: false } },
          CI: { security: { readOnlyRootFilesystem: false } },
        }),
      );
      assert.deepEqual(
        error.loosenings.map(({ layer, field }) => `${layer} ${field}`),
        ["service security.privileged", "service security.runAsUser", "CI security.readOnlyRootFilesystem"],
      );
    });

    it("a field that nobody guards is refused instead of slipping by", () => {
      const { message } = refusal(() => resolved({ CI: { security: { procMount: "Unmasked" } } }));
      assert.match(
        message,
        /layer CI, security\.procMount: "Unmasked" is given, allowed is one of the fields runAsNonRoot,/,
      );
    });

    it("the types leave no place for what would loosen", () => {
      // Each of these is an error of the compiler; the cast of `resolved` above is what tests need to get past it.
      const layers: readonly Layer<Values>[] = [
        // @ts-expect-error the root file system stays read-only
        { security: { readOnlyRootFilesystem: false } },
        // @ts-expect-error no process gains privileges
        { security: { allowPrivilegeEscalation: true } },
        // @ts-expect-error nothing is added
        { security: { addCapabilities: ["NET_ADMIN"] } },
        // @ts-expect-error everything stays dropped
        { security: { dropCapabilities: ["NET_RAW"] } },
        // @ts-expect-error there is always a filter
        { security: { seccompProfile: "Unconfined" } },
        // @ts-expect-error no namespace of the host
        { security: { hostNetwork: true } },
      ];
      for (const layer of layers) assert.throws(() => resolveValues(base, {}, layer, {}), LooseningError);
    });
  });
});
