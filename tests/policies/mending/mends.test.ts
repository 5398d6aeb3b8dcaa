import assert from "node:assert/strict";

import fc from "fast-check";

import { Report, type Finding } from "../../../policies/controls/control";
import { Environments } from "../../../policies/judging/environment";
import { judgedObjects } from "../../../policies/judging/judged";
import { initialSettings } from "../../../policies/judging/settings";
import { objectType } from "../../../policies/kubernetes/kinds";
import { mended } from "../../../policies/mending/mend";
import { mends } from "../../../policies/mending/mends";
import { objectRules } from "../../../policies/rules/all";
import { at, root, UNKNOWN, type Value } from "../../../policies/values/field";
import { compliantTemplate, CONTAINER_LISTS, POD_TOKENS, prefixOf, wrap, type JsonObject } from "../support/objects";
import { changed, type Change } from "../support/rule-cases";
import { brokenByTable } from "../support/tables";

const names = [...mends.keys()];
const RESOURCE = { name: "app", urn: "urn:pulumi:prod::project::type::app" };

const context = { settings: initialSettings, environments: new Environments("prod") };

const ruleOf = (name: string) => objectRules.find(({ rule }) => rule.name === name)!;
const typeOf = (token: string) => objectType(token)!;

function mend(name: string, token: string, object: Value): Value {
  return mended(ruleOf(name), mends.get(name)!, { ...RESOURCE, type: typeOf(token), object }, context);
}

function report(name: string, token: string, object: Value): Report {
  const type = typeOf(token);
  const all = new Report({ partial: type.patch });
  for (const judged of judgedObjects(type, object, RESOURCE)) {
    ruleOf(name).check(judged, all, context.settings, context.environments);
  }
  return all;
}

const findings = (name: string, token: string, object: Value): readonly Finding[] =>
  report(name, token, object).findings;

/** What a mend leaves to a person: what a program asks for beyond the defaults of Kubernetes. */
const left = /capabilities\.add\[\d\]$/;

const POD = "kubernetes:core/v1:Pod";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const CONTEXT = "spec.containers.0.securityContext";
const pod = (change: Change): JsonObject => wrap(POD, changed(compliantTemplate(), change));

describe("mends", () => {
  const broken = brokenByTable();

  it("are of rules that there are", () => {
    for (const name of names) {
      assert.ok(objectRules.some(({ rule }) => rule.name === name, name));
    }
  });

  for (const name of names) {
    const cases = broken.filter(({ rule }) => rule === name);

    it(`${name}: mends each case of its table, or leaves it to a person`, () => {
      assert.ok(cases.length > 0);
      for (const { what, resources } of cases) {
        for (const { type, object } of resources) {
          assert.ok(findings(name, type, object).length > 0, what);
          const after = mend(name, type, object);
          const remaining = findings(name, type, after);
          assert.ok(
            remaining.every(({ path }) => left.test(path)),
            `${what}: ${JSON.stringify(remaining)}`,
          );
          assert.equal(remaining.length > 0, after === object, what);
        }
      }
    });

    it(`${name}: returns an object that does not break it as it is`, () => {
      for (const token of POD_TOKENS) {
        const object = wrap(token, compliantTemplate());
        assert.equal(mend(name, token, object), object);
      }
      const windows = pod({
        "spec.os": { name: "windows" },
        "spec.securityContext": undefined,
        [`${CONTEXT}.allowPrivilegeEscalation`]: undefined,
        [`${CONTEXT}.capabilities`]: undefined,
      });
      assert.equal(mend(name, POD, windows), windows);
    });
  }

  it("reach every kind and every list of containers, without securityContext or with null in its place", () => {
    for (const context of [undefined, null]) {
      const bare = changed(compliantTemplate(), {
        "spec.securityContext": context,
        ...Object.fromEntries(CONTAINER_LISTS.map((list) => [`spec.${list}.0.securityContext`, context])),
      });
      for (const token of POD_TOKENS) {
        const after = ["privilege-escalation", "capabilities", "seccomp-profile"].reduce<Value>(
          (object, name) => mend(name, token, object),
          wrap(token, bare),
        );
        const spec = at(root(after), ...`${prefixOf(token)}spec`.split("."));
        assert.deepEqual(at(spec, "securityContext").value, { seccompProfile: { type: "RuntimeDefault" } });
        for (const list of CONTAINER_LISTS) {
          const [container] = at(spec, list).value as readonly JsonObject[];
          const wanted = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
          assert.deepEqual(container!["securityContext"], wanted);
        }
      }
    }
  });

  it("reach the items of a list that break the rule, and share the others", () => {
    const good = pod({});
    const items = [good, pod({ [`${CONTEXT}.allowPrivilegeEscalation`]: true })];
    const after = mend("privilege-escalation", "kubernetes:core/v1:PodList", { items }) as { items: JsonObject[] };
    assert.equal(after.items[0], good);
    assert.deepEqual(after.items[1], good);
  });

  it("replace in a patch what it says, and add nothing to it", () => {
    const token = `${DEPLOYMENT}Patch`;
    const patch = (contexts: readonly JsonObject[]): JsonObject => ({
      spec: {
        template: { spec: { containers: contexts.map((securityContext, i) => ({ name: `c${i}`, securityContext })) } },
      },
    });
    const before = patch([{ allowPrivilegeEscalation: true }, {}]);
    assert.deepEqual(mend("privilege-escalation", token, before), patch([{ allowPrivilegeEscalation: false }, {}]));
    const drop = patch([{ capabilities: { drop: ["NET_RAW"] } }, {}]);
    assert.deepEqual(mend("capabilities", token, drop), patch([{ capabilities: { drop: ["ALL"] } }, {}]));
    const profile = patch([{ seccompProfile: { type: "Unconfined" } }, {}]);
    assert.deepEqual(
      mend("seccomp-profile", token, profile),
      patch([{ seccompProfile: { type: "RuntimeDefault" } }, {}]),
    );
    const labels = { metadata: { labels: { "pod-security.kubernetes.io/warn": "baseline" } } };
    assert.deepEqual(mend("namespace-pod-security", "kubernetes:core/v1:NamespacePatch", labels), {
      metadata: { labels: { "pod-security.kubernetes.io/warn": "restricted" } },
    });
  });

  it("leave containers alone for which the API server takes no other value", () => {
    for (const change of [
      { [`${CONTEXT}.privileged`]: true },
      { [`${CONTEXT}.capabilities.add`]: ["CAP_SYS_ADMIN"] },
    ]) {
      const object = pod({ ...change, [`${CONTEXT}.allowPrivilegeEscalation`]: true });
      assert.equal(mend("privilege-escalation", POD, object), object);
    }
  });

  it("take no added capability away", () => {
    const object = pod({ [`${CONTEXT}.capabilities`]: { add: ["NET_ADMIN"] } });
    assert.deepEqual(
      mend("capabilities", POD, object),
      pod({ [`${CONTEXT}.capabilities`]: { add: ["NET_ADMIN"], drop: ["ALL"] } }),
    );
  });

  it("give the pod a seccomp profile only where a container would be without", () => {
    const own = { type: "RuntimeDefault" };
    const contexts = Object.fromEntries(
      CONTAINER_LISTS.map((list) => [`spec.${list}.0.securityContext.seccompProfile`, own]),
    );
    const bad = { ...contexts, [`${CONTEXT}.seccompProfile`]: { type: "Unconfined" } };
    const object = pod({ ...bad, "spec.securityContext.seccompProfile": undefined });
    assert.deepEqual(
      mend("seccomp-profile", POD, object),
      pod({ ...contexts, "spec.securityContext.seccompProfile": undefined }),
    );
  });

  it("leave a seccomp profile from a file to a person, whatever its type", () => {
    const object = pod({ [`${CONTEXT}.seccompProfile`]: { type: "Unconfined", localhostProfile: "a.json" } });
    assert.equal(mend("seccomp-profile", POD, object), object);
  });

  it("leave the namespaces of the platform alone", () => {
    const [platform = ""] = initialSettings.platformNamespaces;
    const namespace = { metadata: { name: platform } };
    assert.equal(mend("namespace-pod-security", "kubernetes:core/v1:Namespace", namespace), namespace);
  });
});

const maybe = (...values: readonly Value[]): fc.Arbitrary<Value> =>
  fc.constantFrom<Value[]>(undefined, null, UNKNOWN, ...values);

const profiles = maybe(
  {},
  { type: UNKNOWN },
  { type: "Unconfined" },
  { type: "RuntimeDefault" },
  { type: "Localhost", localhostProfile: "a.json" },
);
const contexts: fc.Arbitrary<Value> = fc.oneof(
  maybe(),
  fc.record({
    privileged: maybe(true, false),
    allowPrivilegeEscalation: maybe(true, false),
    capabilities: fc.oneof(
      maybe(),
      fc.record({
        add: maybe([], ["NET_BIND_SERVICE"], ["CAP_SYS_ADMIN"], [UNKNOWN]),
        drop: maybe([], ["ALL"], ["NET_RAW"], ["NET_RAW", UNKNOWN]),
      }),
    ),
    seccompProfile: profiles,
  }),
);
/** Whether the container with this field says what the API server takes no `false` beside. */
function contradicted(object: Value, path: string): boolean {
  const keys = path.replace(/\.allowPrivilegeEscalation$/, "").split(/[.[\]]+/);
  const context = keys.reduce((value, key) => Reflect.get(value as object, key) as Value, object) as JsonObject;
  const { privileged, capabilities } = context;
  return privileged === true || ((capabilities as JsonObject)["add"] as string[]).includes("CAP_SYS_ADMIN");
}

const containers = fc.array(
  contexts.map((securityContext): Value => ({ name: "app", securityContext })),
  { maxLength: 3 },
);
const pods: fc.Arbitrary<Value> = fc.record({
  metadata: fc.constant({ name: "app" }),
  spec: fc.oneof(
    maybe(),
    fc.record({
      os: maybe({ name: "linux" }, { name: "windows" }, { name: UNKNOWN }),
      securityContext: fc.oneof(maybe(), fc.record({ seccompProfile: profiles })),
      initContainers: containers,
      containers,
      ephemeralContainers: fc.oneof(maybe(), containers),
    }),
  ),
});
const tokens = fc.constantFrom(POD, `${POD}Patch`);
const mendable = fc.constantFrom(...names.filter((name) => ruleOf(name).concerns(typeOf(POD))));

describe("mends, for any pod", () => {
  it("leave nothing to mend, and what is unknown as it is", () => {
    fc.assert(
      fc.property(pods, tokens, mendable, (object, token, name) => {
        const before = report(name, token, object);
        const after = mend(name, token, object);
        assert.ok(before.findings.length > 0 || after === object);
        assert.equal(mend(name, token, after), after);
        assert.deepEqual(report(name, token, after).undecided, before.undecided);
      }),
      { numRuns: 500 },
    );
  });

  it("leave no finding but of what a person decides", () => {
    fc.assert(
      fc.property(pods, tokens, mendable, (object, token, name) => {
        const remaining = findings(name, token, mend(name, token, object));
        for (const { path } of remaining) {
          assert.ok(left.test(path) || contradicted(object, path), path);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("break no other rule", () => {
    fc.assert(
      fc.property(pods, mendable, (object, name) => {
        const after = mend(name, POD, object);
        for (const { rule } of objectRules.filter((objectRule) => objectRule.concerns(typeOf(POD)))) {
          const before = new Set(findings(rule.name, POD, object).map(({ path }) => path));
          for (const { path } of findings(rule.name, POD, after)) {
            assert.ok(before.has(path), `${rule.name}: ${path}`);
          }
        }
      }),
    );
  });
});
