import assert from "node:assert/strict";

import { auditIn, documents, privilegedWithExemption } from "./support";

interface Region {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}
interface Location {
  physicalLocation: { artifactLocation: { uri: string; uriBaseId?: string }; region?: Region };
  logicalLocations?: { name: string; fullyQualifiedName: string; kind: string }[];
}
interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: Location[];
  partialFingerprints: Record<string, string>;
  suppressions?: { kind: string; justification: string }[];
}
interface Notification {
  level: string;
  descriptor: { id: string };
  message: { text: string };
  locations?: Location[];
  associatedRule?: { id: string };
}
interface Descriptor {
  id: string;
  name: string;
  shortDescription: { text: string };
  fullDescription: { text: string };
  help: { text: string };
  defaultConfiguration: { level: string };
  properties: { tags: string[]; "security-severity": string };
}
interface Log {
  $schema: string;
  version: string;
  runs: {
    tool: { driver: { name: string; version: string; rules: Descriptor[] } };
    columnKind: string;
    invocations: { executionSuccessful: boolean; exitCode: number; toolExecutionNotifications: Notification[] }[];
    results: Result[];
  }[];
}

const LEVELS = ["error", "warning", "note", "none"];

function sarif(files: Record<string, string>, ...args: string[]): Log {
  return JSON.parse(auditIn({ files }, ...args, "--sarif").out) as Log;
}

describe("the SARIF report", () => {
  const content = documents(privilegedWithExemption(), { apiVersion: "example.com/v1", kind: "Thing" });
  const log = sarif({ "k8s/my app.yaml": content, "k8s/broken.yaml": "kind: [\n" }, "k8s");
  const [run] = log.runs;
  const { driver } = run!.tool;

  it("states its version and its schema, and one run of one tool", () => {
    assert.equal(log.version, "2.1.0");
    assert.match(log.$schema, /^https:\/\/.*sarif-2\.1\.0\.json$/);
    assert.equal(log.runs.length, 1);
    assert.deepEqual([driver.name, driver.version], ["Bulwark", "1.2.3"]);
    assert.equal(run!.columnKind, "utf16CodeUnits");
  });

  it("describes every rule, each once, with its severity as code hosts read it", () => {
    assert.equal(new Set(driver.rules.map(({ id }) => id)).size, driver.rules.length);
    for (const rule of driver.rules) {
      assert.match(rule.id, /^[a-z][a-z0-9-]*$/);
      assert.match(rule.name, /^([A-Z][a-z0-9]*)+$/);
      for (const text of [rule.shortDescription.text, rule.fullDescription.text, rule.help.text]) {
        assert.ok(text.length > 0);
      }
      assert.match(rule.help.text, /\nRemedy: /);
      assert.ok(LEVELS.includes(rule.defaultConfiguration.level));
      const severity = Number(rule.properties["security-severity"]);
      assert.ok(severity > 0 && severity <= 10);
      assert.equal(new Set(rule.properties.tags).size, rule.properties.tags.length, rule.id);
      assert.ok(rule.properties.tags.includes("security"));
    }
  });

  it("leads each result to its rule, its file and its lines", () => {
    assert.ok(run!.results.length > 0);
    for (const { ruleId, ruleIndex, level, message, locations, partialFingerprints } of run!.results) {
      assert.equal(driver.rules[ruleIndex]?.id, ruleId);
      assert.ok(LEVELS.includes(level));
      assert.ok(message.text.length > 0);
      const [{ physicalLocation, logicalLocations }] = locations as [Location];
      assert.deepEqual(physicalLocation.artifactLocation, { uri: "k8s/my%20app.yaml", uriBaseId: "%SRCROOT%" });
      const { startLine, startColumn, endLine, endColumn } = physicalLocation.region!;
      assert.ok(startLine >= 1 && startColumn >= 1 && endLine >= startLine);
      assert.ok(endLine > startLine || endColumn >= startColumn);
      assert.deepEqual(logicalLocations, [
        { name: "app", fullyQualifiedName: "Deployment team/app", kind: "resource" },
      ]);
      assert.match(partialFingerprints["bulwark/v1"]!, /^[0-9a-f]{64}$/);
    }
  });

  it("means the very value that is wrong", () => {
    const found = run!.results.find(({ ruleId }) => ruleId === "privileged");
    assert.equal(found!.level, "error");
    const { startLine, startColumn, endColumn } = found!.locations[0]!.physicalLocation.region!;
    const line = content.split("\n")[startLine - 1]!;
    assert.equal(line.slice(startColumn - 1, endColumn - 1), "true");
    assert.match(line, /"privileged"/);
  });

  it("shows what the register lifts as suppressed, with the reason", () => {
    const found = run!.results.filter(({ suppressions }) => suppressions !== undefined);
    assert.deepEqual(
      found.map(({ ruleId, level, suppressions }) => [ruleId, level, suppressions![0]!.justification]),
      [["read-only-root-filesystem", "note", "It writes beside its program."]],
    );
  });

  it("tells in notifications what could not be judged", () => {
    const { executionSuccessful, exitCode, toolExecutionNotifications } = run!.invocations[0]!;
    assert.deepEqual([executionSuccessful, exitCode], [false, 1]);
    const ids = toolExecutionNotifications.map(({ descriptor, level }) => [descriptor.id, level].join(" "));
    assert.deepEqual([...new Set(ids)], ["unusable-input error", "kind-not-judged note", "rule-not-judged note"]);
    const [fault] = toolExecutionNotifications;
    assert.equal(fault!.locations![0]!.physicalLocation.artifactLocation.uri, "k8s/broken.yaml");
    assert.match(fault!.message.text, /^k8s\/broken\.yaml, document 1: it is no YAML/);
  });

  it("knows a finding again when lines are added above it", () => {
    const fingerprints = (text: string): string[] =>
      sarif({ "a.yaml": text }, "a.yaml").runs[0]!.results.map(
        ({ partialFingerprints }) => partialFingerprints["bulwark/v1"]!,
      );
    assert.deepEqual(fingerprints(`# one\n# two\n${content}`), fingerprints(content));
  });

  it("names standard input", () => {
    const { out } = auditIn({ stdin: content }, "-", "--sarif");
    assert.equal(
      (JSON.parse(out) as Log).runs[0]!.results[0]!.locations[0]!.physicalLocation.artifactLocation.uri,
      "stdin",
    );
  });
});
