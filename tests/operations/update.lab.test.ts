import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stackFile } from "../../lab/project/stack-files";
import { configure } from "../lab/stacks/configure";
import { SETUP_TIMEOUT_MS, stackLab, type Run, type StackLab } from "../lab/stacks/lab";
import type { Workload } from "../lab/stacks/objects";
import { processesWith } from "../lab/stacks/processes";
import { eventually } from "../lab/support";
import { bulwark, hasWritten, start } from "./bulwark";
import { openGateway } from "./gateway";

const MARK = "BULWARK_TEST_RUN";
const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const inStaging = ["-n", "healthcare-staging"];

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}

describe("bulwark on a stack that runs", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  let folder: string;

  const file = (): Promise<string> => readFile(stackFile(lab.project.folder, "staging"), "utf8");
  const image = async (): Promise<string> =>
    lab.kubectl(
      "get",
      "deployment",
      "mllp-server",
      ...inStaging,
      "-o=jsonpath={.spec.template.spec.containers[0].image}",
    );
  const readyPods = async (): Promise<number> =>
    (await lab.get<PodList>("pods", ...inStaging)).items.filter(({ status }) =>
      status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
    ).length;
  const replicas = async (): Promise<number> =>
    (await lab.get<Workload>("deployment", "mllp-server", ...inStaging)).spec.replicas;
  const run = (...args: string[]): Promise<Run> => bulwark(lab, ...args);

  before(async () => {
    lab = await stackLab();
    folder = await mkdtemp(join(tmpdir(), "bulwark-operations-"));
    await lab.up("staging");
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await lab.destroy("staging");
    await configure(lab.project, "staging", {
      "mllp:replicas": undefined,
      "mllp:logLevel": undefined,
      "mllp:images": { server: { repository: "registry.example.com/mllp-server", digest: digest("a") } },
    });
  });

  it("status tells of every kind of object, and ends with 0 when all is ready", async () => {
    const { code, stdout } = await run("status", "staging", "mllp", "--json");
    const { objects, ready, drift } = JSON.parse(stdout) as {
      ready: boolean;
      drift: string[];
      objects: { kind: string }[];
    };
    assert.deepEqual([code, ready, drift], [0, true, []]);
    assert.deepEqual(
      [...new Set(objects.map(({ kind }) => kind))],
      ["Deployment", "Pod", "Service", "PodDisruptionBudget"],
    );
  });

  it("update rolls out another image, prints the change, and never has fewer ready pods than there shall be", async () => {
    const running = start(lab, ["update", "staging", "mllp", digest("1")]);
    let fewest = Number.POSITIVE_INFINITY;
    while (running.child.exitCode === null) fewest = Math.min(fewest, await readyPods());
    const { code, stdout, output } = await running.ended;
    assert.equal(code, 0, output);
    assert.ok(fewest >= 2, `${fewest} ready pods`);
    assert.match(stdout, /^- {6}digest: .*\n\+ {6}digest: sha256:1{64}$/m);
    assert.equal(await image(), `registry.example.com/mllp-server@${digest("1")}`);
  });

  it("update by tag is refused where images are pinned, and nothing changes", async () => {
    const before = await file();
    const { code, output } = await run("update", "staging", "mllp", "v2");
    assert.equal(code, 1);
    assert.match(output, /by digest only \(R-63\)/);
    assert.equal(await file(), before);
  });

  it("update refuses a stack file with a change that nobody deployed, and names its key", async () => {
    await configure(lab.project, "staging", { "mllp:logLevel": "debug" });
    const { code, output } = await run("update", "staging", "mllp", digest("2"));
    await configure(lab.project, "staging", { "mllp:logLevel": undefined });
    assert.equal(code, 3);
    assert.match(output, /differs from what was deployed last .*mllp:logLevel/);
  });

  it("update that runs out of time says why pods are not ready, and everything is as before", async () => {
    const [before, formerImage] = [await file(), await image()];
    const { code, output } = await run(
      ...["update", "staging", "mllp", `registry.example.com/crashes-server@${digest("2")}`, "--timeout", "35s"],
    );
    assert.equal(code, 4, output);
    assert.match(output, /pod mllp-server-\S+: container mllp-server: .*exit code 1/);
    assert.match(output, /Pulumi\.staging\.yaml and the cluster are as before/);
    assert.equal(await file(), before);
    assert.equal(await image(), formerImage);
  });

  it("a second command is told who holds the lock; an interrupt leaves file and cluster as before, no process, nothing pending", async () => {
    const mark = randomUUID();
    const [former, formerImage] = [await file(), await image()];
    const args = ["update", "staging", "mllp", `registry.example.com/never-ready-server@${digest("3")}`];
    const running = start(lab, args, { [MARK]: mark });
    await hasWritten(running, /updating Deployment/);
    const second = await run("deploy", "staging");
    running.child.kill("SIGINT");
    const first = await running.ended;
    assert.equal(second.code, 5, second.output);
    assert.match(second.output, /locked by \S+, process \d+, since/);
    assert.equal(first.code, 130, first.output);
    assert.equal(await file(), former);
    assert.deepEqual(await processesWith(MARK, mark), []);
    assert.deepEqual((await lab.deployment("staging")).pending_operations ?? [], []);
    assert.equal(await image(), formerImage);
  });

  it("a cluster that is gone in the middle ends an update with 6, and the stack file is as before", async () => {
    const before = await file();
    const gateway = await openGateway(lab.project.kubeconfig, folder);
    const args = [
      "update",
      "staging",
      "mllp",
      `registry.example.com/never-ready-server@${digest("4")}`,
      "--timeout",
      "90s",
    ];
    const running = start(lab, args, { KUBECONFIG: gateway.kubeconfig });
    await hasWritten(running, /updating Deployment/);
    await gateway.cut();
    const { code, output } = await running.ended;
    assert.equal(code, 6, output);
    assert.equal(await file(), before);
    assert.equal((await run("deploy", "staging", "mllp")).code, 0);
  });

  it("rollback asks, returns to the images of an earlier update, and pulumi sees nothing left to do", async () => {
    assert.equal((await run("rollback", "staging", "mllp")).code, 3);
    const { code, output } = await run("rollback", "staging", "mllp", "--yes");
    assert.equal(code, 0, output);
    assert.doesNotMatch(await image(), /1{64}/);
    await lab.unchanged("staging");
  });

  it("restart replaces the pods, and neither stack file nor a later preview knows of it", async () => {
    const names = async (): Promise<string[]> =>
      (await lab.get<PodList>("pods", ...inStaging)).items.map(({ metadata }) => metadata.name);
    const [before, former] = [await file(), await names()];
    const { code, output } = await run("restart", "staging", "mllp");
    assert.equal(code, 0, output);
    await eventually("the former pods are gone", async () => !(await names()).some((name) => former.includes(name)));
    assert.equal(await file(), before);
    await lab.unchanged("staging");
  });

  it("scale sets the number where no autoscaler is, and refuses bounds there with what to do instead", async () => {
    const refused = await run("scale", "staging", "mllp", "--min", "3");
    assert.equal(refused.code, 1);
    assert.match(refused.output, /has no autoscaler[^]*--replicas 3/);
    const { code, output } = await run("scale", "staging", "mllp", "--replicas", "3");
    assert.equal(code, 0, output);
    assert.equal(await replicas(), 3);
  });

  it("scale below the disruption budget is refused by the program, and the stack file is as before", async () => {
    const before = await file();
    const { code, output } = await run("scale", "staging", "mllp", "--replicas", "1");
    assert.equal(code, 1, output);
    assert.match(output, /mllp:replicas[^]*\(R-40\)/);
    assert.equal(await file(), before);
  });

  it("logs come from every pod, with the pod before each line", async () => {
    const { code, stdout } = await run("logs", "staging", "mllp", "--tail", "1");
    assert.equal(code, 0);
    assert.equal(new Set(stdout.match(/^\[mllp-server-\S+ mllp-server\] /gm)).size, 3);
  });

  it("port-forward leads to a pod until it is interrupted, and ends with 0", async () => {
    const running = start(lab, ["port-forward", "staging", "mllp", "0"]);
    await hasWritten(running, /^127\.0\.0\.1:\d+ leads to/m);
    const port = Number(/^127\.0\.0\.1:(\d+)/m.exec(running.written())?.[1]);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write("\n"));
      socket.once("data", (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.once("error", reject).once("close", () => {
        resolve("");
      });
    });
    running.child.kill("SIGINT");
    assert.equal((await running.ended).code, 0, running.written());
    assert.notEqual(answer, "");
  });

  it("delete asks first, then empties the stack", async () => {
    assert.equal((await run("delete", "staging")).code, 3);
    assert.equal(await replicas(), 3);
    const { code, output } = await run("delete", "staging", "--yes");
    assert.equal(code, 0, output);
    assert.deepEqual((await lab.deployment("staging")).resources ?? [], []);
  });
});
