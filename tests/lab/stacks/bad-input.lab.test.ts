import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument, type Document } from "yaml";
import { stackFile } from "../../../lab/project/stack-files";
import { SETUP_TIMEOUT_MS, stackLab, type Run, type STACKS, type StackLab } from "./lab";

/** A frame of a stack trace of Node. */
const STACK_TRACE = /\n\s+at .*:\d+:\d+/;

/** Values for keys below `config`, by path; undefined takes the key out. */
type Edits = readonly (readonly [path: readonly string[], value: unknown])[];

/** Each is wrong by itself; those of a stack are given together, and told in one message. */
interface BadConfiguration {
  readonly given: string;
  readonly stack: (typeof STACKS)[number];
  readonly edits: Edits;
  readonly says: readonly RegExp[];
  /** How many problems it is. Default: 1. */
  readonly problems?: number;
}

const image = ["mllp:images", "server"];

const CONFIGURATIONS: readonly BadConfiguration[] = [
  {
    given: "a misspelt key, with the nearest valid one",
    stack: "dev",
    edits: [[["mllp:maxConections"], 20]],
    says: [/mllp:maxConections/, /did you mean mllp:maxConnections/],
  },
  {
    given: "a value of the wrong type",
    stack: "dev",
    edits: [[["mllp:maxConnections"], "many"]],
    says: [/mllp:maxConnections/, /"many"/, /an integer from 1 to 65535/],
  },
  {
    given: "a quantity in the wrong unit",
    stack: "dev",
    edits: [[["mllp:resources"], { limits: { memory: "256MB" } }]],
    says: [/mllp:resources\.limits\.memory/, /"256MB"/],
  },
  {
    given: "a value out of its range",
    stack: "dev",
    edits: [[["mllp:replicas"], -1]],
    says: [/mllp:replicas/, /-1/, /an integer from 1/],
  },
  {
    given: "the tag latest",
    stack: "dev",
    edits: [[[...image, "tag"], "latest"]],
    says: [/mllp:images\.server\.tag/, /latest/],
  },
  ...(["staging", "prod"] as const).map((stack) => ({
    given: `an image without digest in ${stack}`,
    stack,
    edits: [
      [[...image, "digest"], undefined],
      [[...image, "tag"], "v1.0.0"],
    ] satisfies Edits,
    says: [/mllp:images\.server\.digest/, /only the tag v1\.0\.0/, /R-63/],
  })),
  {
    given: "a grace period shorter than the drain",
    stack: "dev",
    edits: [[["mllp:terminationGracePeriodSeconds"], 30]],
    says: [/mllp:terminationGracePeriodSeconds/, /at least 45/],
  },
  {
    given: "a budget that blocks every eviction in staging",
    stack: "staging",
    edits: [[["mllp:replicas"], 1]],
    says: [/mllp:replicas/, /R-40/],
  },
  {
    given: "a budget that blocks every eviction in prod",
    stack: "prod",
    edits: [[["mllp:hpa"], { minReplicas: 1 }]],
    says: [/mllp:hpa\.minReplicas/, /R-40/],
  },
  {
    given: "prod without its secrets, all in one message",
    stack: "prod",
    edits: [
      [["mllp:tlsCertificate"], undefined],
      [["mllp:tlsKey"], undefined],
    ],
    says: [/mllp:tlsCertificate/, /mllp:tlsKey/, /--secret/],
    problems: 2,
  },
];

interface BadKubeconfig {
  readonly given: string;
  readonly commands: readonly ("preview" | "up")[];
  readonly file: (lab: Document) => string | undefined;
  readonly says: RegExp;
}

const KUBECONFIGS: readonly BadKubeconfig[] = [
  {
    given: "a cluster that does not answer",
    commands: ["preview"],
    file: (document) => {
      // Port 1 is reserved and nobody listens there.
      document.setIn(["clusters", 0, "cluster", "server"], "https://127.0.0.1:1");
      return document.toString();
    },
    says: /127\.0\.0\.1:1/,
  },
  {
    given: "a kubeconfig that does not exist",
    commands: ["preview", "up"],
    file: () => undefined,
    says: /kubeconfig/i,
  },
  {
    given: "a kubeconfig that is none",
    commands: ["preview", "up"],
    file: () => "not: [a kubeconfig",
    says: /kubeconfig/i,
  },
];

describe("bad input gives one clear error and changes nothing", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  let folder: string;

  /** A copy of the lab's stack file with other values. */
  async function edited(stack: string, edits: Edits): Promise<string> {
    const document = parseDocument(await readFile(stackFile(lab.project.folder, stack), "utf8"));
    for (const [path, value] of edits) {
      if (value === undefined) document.deleteIn(["config", ...path]);
      else document.setIn(["config", ...path], document.createNode(value));
    }
    const file = join(folder, `Pulumi.${stack}.yaml`);
    await writeFile(file, document.toString());
    return file;
  }

  /** Everything that bad input must not touch: the namespaces and the resources of the state. */
  async function untouched(stack: string): Promise<unknown> {
    const path = "-o=jsonpath={range .items[*]}{.metadata.name} {.metadata.resourceVersion}{'\\n'}{end}";
    const state = join(lab.project.state, ".pulumi/stacks/bulwark", `${stack}.json`);
    const { checkpoint } = JSON.parse(await readFile(state, "utf8")) as { checkpoint: { latest?: unknown } };
    const latest = checkpoint.latest as { resources?: { type: string; external?: boolean }[] } | undefined;
    // The engine records the stack itself, the provider with the KUBECONFIG of the caller, and what it only reads, even of
    // an update that fails at once; the next update with the right one puts that back and touches nothing else.
    const resources = (latest?.resources ?? []).filter(
      ({ type, external }) => type.startsWith("kubernetes:") && !external,
    );
    return { namespaces: await lab.kubectl("get", "namespaces", path), resources };
  }

  async function refused(
    command: "preview" | "up",
    stack: string,
    more: string[],
    env?: NodeJS.ProcessEnv,
  ): Promise<Run> {
    const before = await untouched(stack);
    const consent = command === "up" ? ["--yes", "--skip-preview"] : [];
    const run = await lab.pulumi([command, ...consent, "--stack", stack, ...more], env);
    assert.notEqual(run.code, 0, run.output);
    assert.doesNotMatch(run.output, STACK_TRACE);
    assert.deepEqual(await untouched(stack), before);
    return run;
  }

  before(async () => {
    lab = await stackLab();
    folder = await mkdtemp(join(tmpdir(), "bulwark-bad-input-"));
    await lab.up("dev");
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await lab.destroy("dev");
  });

  /** What an update with the right settings changes after all those that were refused. */
  async function mended(): Promise<void> {
    const { output } = await lab.ok(["up", "--yes", "--skip-preview", "--stack", "dev"]);
    assert.doesNotMatch(output, /kubernetes:\S+ \S+ (creat|updat|delet|replac)/);
  }

  for (const [command, stack] of [
    ["preview", "dev"],
    ["up", "dev"],
    ["up", "staging"],
    ["up", "prod"],
  ] as const) {
    describe(`${command} of ${stack}`, () => {
      const wrong = CONFIGURATIONS.filter((one) => one.stack === stack);
      let diagnostics: string;

      before(async () => {
        const file = await edited(
          stack,
          wrong.flatMap(({ edits }) => edits),
        );
        const { output } = await refused(command, stack, ["--config-file", file]);
        [, diagnostics = ""] = output.split("Diagnostics:");
      });

      it("tells everything that is wrong with the configuration in one message", () => {
        const count = wrong.reduce((sum, { problems = 1 }) => sum + problems, 0);
        assert.equal(diagnostics.match(/error:/g)?.length, 1, diagnostics);
        assert.match(diagnostics, new RegExp(`has ${count} problems`));
      });

      for (const { given, says } of wrong) {
        it(given, () => {
          for (const expected of says) assert.match(diagnostics, expected);
        });
      }
    });
  }

  for (const { given, commands, file, says } of KUBECONFIGS) {
    for (const command of commands) {
      it(`${command}: ${given}`, async () => {
        const kubeconfig = join(folder, "kubeconfig");
        const text = file(parseDocument(await readFile(lab.project.kubeconfig, "utf8")));
        if (text === undefined) await rm(kubeconfig, { force: true });
        else await writeFile(kubeconfig, text);
        const { output } = await refused(command, "dev", [], { KUBECONFIG: kubeconfig });
        assert.match(output, says);
      });
    }
  }

  it("up: another cluster than the stack's", async () => {
    const other = "5a1f0c1e-3f5b-4c39-9a83-2d0f3a7c9f10";
    const edits: Edits = [[["bulwark:clusterUid"], other]];
    for (const command of ["preview", "up"] as const) {
      const { output } = await refused(command, "dev", ["--config-file", await edited("dev", edits)]);
      const [, diagnostics = ""] = output.split("Diagnostics:");
      assert.equal(diagnostics.match(/error: The wrong cluster/g)?.length, 1, output);
      assert.match(diagnostics, new RegExp(`The wrong cluster: .*${other}`));
    }
  });

  it("up: a context that does not exist", async () => {
    const edits: Edits = [[["bulwark:context"], "nowhere"]];
    const { output } = await refused("up", "dev", ["--config-file", await edited("dev", edits)]);
    assert.match(output, /nowhere/);
  });

  it("and the next update with the right settings finds nothing to do", mended);
});
