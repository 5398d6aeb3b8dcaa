/** BitVault by itself: a preview as docs/bitvault.md has it made and removed, its switches, and what a cluster's stacks share. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { commandEnvironment } from "../../../lab/project/lab";
import { stackFile } from "../../../lab/project/stack-files";
import { stateFile } from "../../../lab/project/stacks";
import { ROOT, SETUP_TIMEOUT_MS, stackLab, type Run, type StackLab } from "./lab";
import { objectsIn, place, type Claim, type Named, type Workload } from "./objects";
import { secretsOf } from "./secrets";

const preview = "preview-pr-7";
const namespace = `bitvault-${preview}`;
const here = new Set([namespace]);

/** The blocks of the page's section about previews: making one, removing it, and the job that removes what is forgotten. */
const [making = "", removing = "", cleaning = ""] = blocks("## Preview of a pull request");

function blocks(heading: string): string[] {
  const page = readFileSync(join(ROOT, "docs/bitvault.md"), "utf8");
  const section = page.slice(page.indexOf(heading) + heading.length).split("\n## ")[0] ?? "";
  return [...section.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, block]) => block ?? "");
}

/** The commands of a block, one a line, as the arguments that a shell would make of them. */
function commandsOf(block: string): string[][] {
  return block
    .trim()
    .split("\n")
    .map((line) => line.replaceAll("'", "").split(" ").slice(1));
}

/** Nothing was said that a person would have to look into. */
function assertQuiet({ output }: Run): void {
  assert.doesNotMatch(output, /would violate PodSecurity|unknown field|deprecated|warning/i);
}

describe("BitVault on a control plane", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  const names = async (kind: string): Promise<string[]> =>
    (await objectsIn<Named>(lab, kind, here)).map(({ metadata }) => metadata.name).sort();
  const set = (keys: Readonly<Record<string, string>>, stack = preview): Promise<Run> => {
    const values = Object.entries(keys).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
    return lab.ok(["config", "set-all", "--stack", stack, "--path", ...values]);
  };
  const remove = (keys: readonly string[], stack = preview): Promise<Run> =>
    lab.ok(["config", "rm-all", "--stack", stack, "--path", ...keys]);
  const assertReady = async (): Promise<void> => {
    for (const kind of ["deployments", "statefulsets"]) {
      const unready = (await objectsIn<Workload>(lab, kind, here)).filter(
        ({ spec, status }) => (status.readyReplicas ?? 0) < spec.replicas,
      );
      assert.deepEqual(unready.map(place), []);
    }
  };
  const clean = (): Promise<unknown> =>
    promisify(execFile)("bash", ["-euo", "pipefail", "-c", cleaning], {
      cwd: lab.project.folder,
      env: { ...commandEnvironment(lab.project), PATH: `${lab.project.bin}:${process.env["PATH"] ?? ""}` },
    });

  before(async () => {
    lab = await stackLab();
  });

  describe("a preview of pull request 7 (W-26)", () => {
    it("is made by the commands of its page, without a warning", async () => {
      for (const command of commandsOf(making)) {
        if (command[0] === "up") assertQuiet(await lab.ok([...command, "--yes", "--skip-preview"]));
        else await lab.ok(command);
      }
      await assertReady();
      await lab.unchanged(preview);
    });

    it("is closed, restricted, limited, and says until when it lives (R-80, G-54)", async () => {
      const { metadata } = await lab.get<Named>("namespace", namespace);
      assert.equal(metadata.labels?.["pod-security.kubernetes.io/enforce"], "restricted");
      assert.match(metadata.labels["expires-at"] ?? "", /^\d{4}-\d\d-\d\d$/);
      assert.ok((await names("networkpolicies")).includes("default-deny-all"));
      assert.deepEqual(await names("resourcequotas"), ["quota"]);
    });

    it("runs PostgreSQL and NATS in its namespace (G-46)", async () => {
      const ofNats = ["namespace", "podLabels", "monitoringEndpoint"].map((key) => `bitvault:stores.nats.${key}`);
      await remove(["bitvault:stores.postgres", ...ofNats]);
      await set({
        "bitvault:inCluster.postgres.enabled": "true",
        "bitvault:inCluster.nats.enabled": "true",
        "bitvault:images.postgres.repository": "registry.example.com/postgresql",
        "bitvault:images.postgres.tag": "17.2",
        "bitvault:images.nats.repository": "registry.example.com/nats",
        "bitvault:images.nats.tag": "2.12.1",
        "bitvault:images.natsExporter.repository": "registry.example.com/nats-exporter",
        "bitvault:images.natsExporter.tag": "0.17.3",
        "bulwark:apiServerCidrs[0]": "10.96.0.1/32",
      });
      assertQuiet(await lab.up(preview));
      await assertReady();
      assert.deepEqual(await names("clusters.postgresql.cnpg.io"), ["postgres"]);
      const claims = await objectsIn<Claim>(lab, "persistentvolumeclaims", here);
      assert.deepEqual(
        claims.map(({ metadata, status }) => [metadata.name, status.phase]),
        [0, 1, 2].map((server) => [`data-nats-${server}`, "Bound"]),
      );
    });

    it("shows none of the passwords that it made in its state (R-57)", async () => {
      const secrets = await secretsOf(lab, preview);
      assert.ok(secrets.some(({ value }) => value.startsWith("postgresql://bitvault:")));
      const state = readFileSync(stateFile(lab.project, preview), "utf8");
      assert.deepEqual(
        secrets.filter(({ value }) => state.includes(value)).map(({ where }) => where),
        [],
      );
    });

    it("of NATS one server can be drained at a time (SPEC 1.5.3)", async () => {
      assert.equal(await lab.mayEvict(namespace, "nats-0"), true);
      const { status } = await lab.get<{ status: { disruptionsAllowed: number } }>("pdb", "nats", "-n", namespace);
      assert.equal(status.disruptionsAllowed, 1);
    });

    it("is in the mesh in phase P4 (R-28, R-29)", async () => {
      await set({ "bitvault:phase": "P4", "bitvault:mtls": "mesh" });
      assertQuiet(await lab.up(preview));
      const { metadata } = await lab.get<Named>("namespace", namespace);
      assert.equal(metadata.labels?.["istio.io/dataplane-mode"], "ambient");
      assert.deepEqual(await names("peerauthentications"), ["default"]);
      assert.deepEqual(await names("authorizationpolicies"), ["bitvault-web", "bitvault-worker", "bitvaultd", "nats"]);
    });

    it("or shows certificates of its own, and leaves the mesh (R-29)", async () => {
      await set({ "bitvault:mtls": "certManager", "bulwark:expiresAt": new Date().toISOString().slice(0, 10) });
      await clean();
      assertQuiet(await lab.up(preview));
      await assertReady();
      assert.deepEqual(await names("peerauthentications"), []);
      assert.deepEqual(await names("certificates"), [
        "bitvault-ca",
        "bitvault-web-tls",
        "bitvault-worker-tls",
        "bitvaultd-tls",
        "nats-tls",
      ]);
      await lab.unchanged(preview);
    });

    it("is removed by the daily job on the day that it names, and leaves nothing (G-54)", async () => {
      for (const [verb = "", ...rest] of commandsOf(removing)) {
        const wanted = `pulumi ${[verb, ...rest].join(" ")}`.replace(preview, '"$stack"');
        assert.ok(cleaning.includes(wanted), `the job does not run: ${wanted}`);
      }
      await clean();
      assert.doesNotMatch(await lab.kubectl("get", "namespaces", "-o", "name"), new RegExp(namespace));
      const { stdout } = await lab.ok(["stack", "ls", "--json"]);
      assert.ok(!(JSON.parse(stdout) as { name: string }[]).some(({ name }) => name.includes(preview)));
      assert.equal(existsSync(stackFile(lab.project.folder, preview)), false);
    });
  });

  describe("the stack that owns what a cluster's stacks share (SPEC 0.4)", () => {
    before(async () => {
      await lab.restrict(["bitvault"]);
      await set({ "bulwark:ownsShared": "true", "bitvault:adminGroup": "bitvault-admins" }, "dev");
    });

    after(async () => {
      await lab.destroy("dev");
      await remove(["bulwark:ownsShared", "bitvault:adminGroup"], "dev");
      await lab.restrict(["mllp"]);
    });

    it("makes bitvault-system for the operators, in which only its administrators may do anything (G-43)", async () => {
      assertQuiet(await lab.up("dev"));
      const { metadata } = await lab.get<Named>("namespace", "bitvault-system");
      assert.equal(metadata.labels?.["pod-security.kubernetes.io/enforce"], "privileged");
      const { items } = await lab.get<{ items: { subjects: { kind: string; name: string }[] }[] }>(
        ...["rolebindings", "-n", "bitvault-system"],
      );
      const subjects = items.flatMap((binding) => binding.subjects.map(({ kind, name }) => `${kind} ${name}`));
      assert.deepEqual(subjects, ["Group bitvault-admins"]);
    });
  });
});
