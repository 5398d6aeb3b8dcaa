import assert from "node:assert/strict";
import {
  parseDataKey,
  parseDnsLabel,
  parseDnsSubdomain,
  parseEnvironmentVariable,
  parseLabelKey,
  parseLabelValue,
  parsePortName,
  parseServiceName,
} from "../../../config/primitives/names";

interface Case {
  readonly parse: (text: string) => string;
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  "RFC 1123 label": {
    parse: parseDnsLabel,
    good: ["a", "0a", "mllp-server", "a".repeat(63)],
    bad: ["", "A", "-a", "a-", "a.b", "a_b", "a".repeat(64), "a\n"],
  },
  "RFC 1035 label": { parse: parseServiceName, good: ["a", "mllp-server"], bad: ["0a", "", "a.b"] },
  "RFC 1123 subdomain": {
    parse: parseDnsSubdomain,
    good: ["a", "a.b-c.d", "a".repeat(253)],
    bad: ["", ".a", "a.", "a..b", "a".repeat(254), "A.b"],
  },
  "label value": {
    parse: parseLabelValue,
    good: ["", "true", "v1.2_3-x", "A"],
    bad: ["-a", "a-", "a/b", "a b", "a".repeat(64)],
  },
  "label key": {
    parse: parseLabelKey,
    good: ["app", "network-policy/mllp-client", "pod-security.kubernetes.io/enforce", "A.b_c"],
    bad: ["", "/a", "a/", "A/b", "a/b/c", "a".repeat(64), "-a"],
  },
  "port name": {
    parse: parsePortName,
    good: ["mllp", "http", "8080a"],
    bad: ["", "8080", "Http", "a--b", "-a", "a".repeat(16)],
  },
  "variable name": {
    parse: parseEnvironmentVariable,
    good: ["LOG_LEVEL", "_a1"],
    bad: ["", "1A", "A-B", "A.B", "A=B"],
  },
  "data key": {
    parse: parseDataKey,
    good: ["tls.crt", "LOG_LEVEL", ".dot", "a-b"],
    bad: ["", ".", "..", "a/b", "a b"],
  },
};

describe("config/primitives/names", () => {
  for (const [kind, { parse, good, bad }] of Object.entries(cases)) {
    it(`takes each good ${kind}`, () => {
      for (const text of good) assert.equal(parse(text), text);
    });
    for (const text of bad) {
      it(`refuses ${JSON.stringify(text)} as ${kind}`, () => {
        assert.throws(() => parse(text), /is given, allowed is at most \d+ characters: .*; write for example "/);
      });
    }
  }
});
