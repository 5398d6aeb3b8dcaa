import assert from "node:assert/strict";

import { deployment, documents, jsonOf, type JsonContent } from "./support";
import type { JsonObject } from "../support/objects";

const UNPINNED = { "spec.containers.0.image": "registry.example.com/app:1" };
const WRITABLE = { "spec.containers.0.securityContext.readOnlyRootFilesystem": false };

function namespace(name: string, environment?: string): JsonObject {
  const labels: JsonObject = environment === undefined ? {} : { "bulwark.io/environment": environment };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

const carrying = (object: JsonObject, id: string): JsonObject => ({
  ...object,
  metadata: { ...(object["metadata"] as JsonObject), annotations: { "bulwark.io/exemptions": id } },
});

const judge = (objects: readonly JsonObject[], ...args: string[]): JsonContent & { code: number } =>
  jsonOf({ files: { "a.yaml": documents(...objects) } }, "a.yaml", ...args);

const of = ({ violations }: JsonContent, rule: string) => violations.filter((violation) => violation.rule === rule);

describe("auditing manifests", () => {
  it("names rule, object, container, path, value and place of a violation", () => {
    const [violation] = of(judge([deployment({ "spec.containers.0.securityContext.privileged": true })]), "privileged");
    const { remedy, message, ...rest } = violation!;
    assert.deepEqual(
      { ...rest, line: 0, column: 0 },
      {
        rule: "privileged",
        number: "R-12",
        title: "Containers are not privileged",
        level: "mandatory",
        severity: "critical",
        frameworks: { pss: "baseline: privileged", cis: "5.2.2", nsa: "Kubernetes Pod security" },
        file: "a.yaml",
        document: 1,
        line: 0,
        column: 0,
        object: { kind: "Deployment", namespace: "team", name: "app" },
        container: "app",
        path: "spec.template.spec.containers[0].securityContext.privileged",
        found: "true",
        wanted: "false or unset",
      },
    );
    assert.ok(message.includes(remedy));
    const line = documents(deployment({ "spec.containers.0.securityContext.privileged": true })).split("\n");
    assert.match(line[violation!.line - 1]!, /"privileged": true/);
  });

  it("exits with 1 on a mandatory violation, with 0 without one", () => {
    assert.equal(judge([deployment({ "spec.hostPID": true })], "--profile", "baseline").code, 1);
    assert.equal(judge([deployment()], "--profile", "restricted").code, 0);
  });

  it("judges as production where nobody says otherwise", () => {
    const [violation] = of(judge([deployment(UNPINNED)]), "image-digest");
    assert.equal(violation!.level, "mandatory");
  });

  it("goes by the label of the namespace, wherever it stands", () => {
    const [violation] = of(judge([deployment(UNPINNED), namespace("team", "dev")]), "image-digest");
    assert.equal(violation!.level, "advisory");
    assert.match(violation!.message, /Environment: dev \(label of namespace team\)/);
  });

  it("goes by the environment that it is asked for rather than by labels", () => {
    const strict = of(judge([deployment(UNPINNED), namespace("team", "dev")], "--environment", "prod"), "image-digest");
    assert.equal(strict[0]!.level, "mandatory");
    assert.match(strict[0]!.message, /Environment: prod \(as asked for\)/);
    const lenient = of(judge([deployment(UNPINNED)], "--environment", "preview-7"), "image-digest");
    assert.equal(lenient[0]!.level, "advisory");
  });

  it("takes a label for too lenient only in a stack that somebody named after its environment", () => {
    const objects = [namespace("team", "dev")];
    const found = (...options: string[]): number => of(judge(objects, ...options), "namespace-environment").length;
    assert.equal(found(), 0);
    assert.equal(found("--stack", "eu"), 0);
    assert.equal(found("--stack", "prod-eu"), 1);
    assert.equal(found("--stack", "prod", "--environment", "prod"), 0, "labels decide nothing here");
  });

  it("reports a finding that the register lifts as exempted, not as a violation", () => {
    const report = judge([carrying(deployment(WRITABLE), "app-writable-root")]);
    assert.deepEqual(of(report, "read-only-root-filesystem"), []);
    assert.deepEqual(
      report.exempted.map(({ rule, container, exemption }) => [rule, container, exemption.id]),
      [["read-only-root-filesystem", "app", "app-writable-root"]],
    );
  });

  it("does not lift anything in a stack for which the entry is not", () => {
    const objects = [carrying(deployment(WRITABLE), "app-writable-root")];
    const report = judge(objects, "--environment", "staging");
    assert.equal(of(report, "read-only-root-filesystem").length, 1);
    assert.deepEqual(report.exempted, []);
    const other = judge(objects, "--environment", "staging", "--stack", "eu");
    assert.deepEqual(of(other, "read-only-root-filesystem"), []);
  });

  it("does not lift anything for an object that does not carry the id", () => {
    const [violation] = of(judge([deployment(WRITABLE)]), "read-only-root-filesystem");
    assert.match(violation!.message, /Not exempted: .* lacks the annotation/);
  });

  it("does not lift anything after the end of the entry", () => {
    const files = { "a.yaml": documents(carrying(deployment(WRITABLE), "app-writable-root")) };
    const report = jsonOf({ files, today: "2027-02-01" }, "a.yaml");
    assert.match(of(report, "read-only-root-filesystem")[0]!.message, /expired on 2027-01-31/);
    assert.equal(of(report, "exemption-register").length, 1);
  });

  it("refuses an id that the register does not have", () => {
    const [violation] = of(judge([carrying(deployment(), "no-such-entry")]), "exemption-register");
    assert.equal(violation!.level, "mandatory");
    assert.match(violation!.message, /the register has no entry no-such-entry/);
    assert.equal(violation!.path, "metadata.annotations['bulwark.io/exemptions']");
  });

  it("judges all files together as one stack", () => {
    const policy = (spec: JsonObject): JsonObject => ({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "default-deny", namespace: "team" },
      spec: { podSelector: {}, ...spec },
    });
    const files = {
      "a.yaml": documents(namespace("team"), deployment()),
      "b.yaml": documents(policy({ policyTypes: ["Ingress", "Egress"] })),
    };
    const denied = (report: JsonContent): number => of(report, "default-deny").length;
    assert.ok(denied(jsonOf({ files }, "a.yaml")) > 0);
    assert.equal(denied(jsonOf({ files }, "a.yaml", "b.yaml")), 0);
  });

  it("says which rules it cannot judge, because they are about options of a program", () => {
    const { rules } = judge([deployment()]).notJudged;
    assert.ok(rules.some(({ rule, option }) => rule === "protect-data" && option === "protect"));
    assert.deepEqual(judge([deployment()], "--profile", "restricted").notJudged.rules, []);
  });

  it("says which kinds no rule knows, and does not fail on them", () => {
    const unknown = (apiVersion: string, kind: string): JsonObject => ({ apiVersion, kind, metadata: { name: "a" } });
    const objects = [
      unknown("kustomize.config.k8s.io/v1beta1", "Kustomization"),
      unknown("apps/v1", "Deploymnt"),
      unknown("v1", "ResourceQuota"),
      unknown("monitoring.coreos.com/v1", "ServiceMonitor"),
    ];
    const report = judge(objects, "--profile", "restricted");
    assert.equal(report.code, 0);
    assert.deepEqual(
      report.notJudged.kinds.map(({ kind, file }) => [kind, file]),
      [
        ["Kustomization", "a.yaml"],
        ["Deploymnt", "a.yaml"],
      ],
    );
  });

  it("takes what has no name by its generated one", () => {
    const job = { apiVersion: "batch/v1", kind: "Job", metadata: { generateName: "load-" }, spec: {} };
    assert.equal(of(judge([job]), "own-namespace")[0]!.object.name, "load-");
  });

  it("judges the other documents and files when one is broken", () => {
    const files = {
      "a.yaml": `${documents(deployment({ "spec.hostPID": true }))}---\nkind: [\n---\n${documents(deployment({ "spec.hostIPC": true }))}`,
      "b.yaml": "- no object\n",
      "c.yaml": documents(deployment({ "spec.hostNetwork": true })),
    };
    const report = jsonOf({ files }, ".", "--profile", "baseline");
    assert.deepEqual(
      report.errors.map(({ file, document }) => [file, document]),
      [
        ["a.yaml", 2],
        ["b.yaml", 1],
      ],
    );
    assert.deepEqual(
      report.violations.map(({ path }) => path.split(".").at(-1)),
      ["hostPID", "hostIPC", "hostNetwork"],
    );
    assert.equal(report.code, 1);
  });

  it("reports a file that cannot be read beside the verdicts on the others", () => {
    const files = { "a.yaml": documents(deployment()), "b.yaml": Uint8Array.of(0xff, 0xfe) };
    const report = jsonOf({ files }, ".", "--profile", "restricted");
    assert.deepEqual(
      [report.totals["objects"], report.errors.map(({ file }) => file), report.code],
      [1, ["b.yaml"], 2],
    );
  });

  it("exits with 2 if something is broken and nothing violates a rule", () => {
    const files = { "a.yaml": documents(deployment()), "b.yaml": "- no object\n" };
    assert.equal(jsonOf({ files }, ".", "--profile", "restricted").code, 2);
  });

  it("does not pass what holds no object at all", () => {
    const report = jsonOf({ files: { "a.yaml": "# nothing yet\n" } }, "a.yaml");
    assert.equal(report.code, 2);
    assert.match(report.errors[0]!.message, /no object to judge/);
  });
});
