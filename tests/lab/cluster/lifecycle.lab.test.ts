import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { down, status, up, type Cluster } from "../../../lab/cluster";
import { clusterLayout } from "../../../lab/cluster/layout";
import { labProcesses } from "../../../lab/cluster/processes";
import { isFree, readPorts, type Ports } from "../../../lab/cluster/ports";
import type { Toolchain } from "../../../lab/toolchain";
import { eventually, folderOf, testLab, toolchain, uniqueName, type TestLab } from "../support";

describe("a lab's life", function () {
  this.timeout(180_000);
  const name = uniqueName("test-life");
  const layout = clusterLayout(name);
  let cluster: Cluster;
  let lab: TestLab;

  /** The tool chain without CRDs, which take most of a cold start's time and play no part here. */
  const bareToolchain = async (): Promise<Toolchain> => ({ ...(await toolchain()), crds: [] });
  const start = async (): Promise<Cluster> => up(name, await bareToolchain());
  const ports = async (): Promise<Ports> => (await readPorts(layout.ports))!;
  const killAll = async (...only: string[]): Promise<void> => {
    for (const { pid, component } of await labProcesses(layout)) {
      if (only.length === 0 || only.includes(component)) process.kill(pid, "SIGKILL");
    }
    await eventually("the killed processes are gone", async () =>
      (await labProcesses(layout)).every(({ component }) => only.length > 0 && !only.includes(component)),
    );
  };

  before(async () => {
    // Two at once: one of them starts the lab, the other finds it running.
    const both = await Promise.all([start(), start()]);
    cluster = both[0];
    assert.deepEqual(both[1], cluster);
    lab = testLab(cluster, await toolchain());
    await lab.kubectl("create", "configmap", "kept", "--from-literal=a=b");
  });
  after(() => down(name));

  it("runs one process of each component, with a free-standing session of its own", async () => {
    const processes = await labProcesses(layout);
    assert.equal(new Set(processes.map(({ component }) => component)).size, 6);
    assert.equal(processes.length, 6);
    if (process.platform !== "linux") return;
    for (const { pid } of processes) {
      const [, parent, , session] = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      assert.notEqual(Number(parent), process.pid);
      assert.equal(Number(session), pid);
    }
  });

  it("listens on loopback only", async function () {
    if (process.platform !== "linux") this.skip();
    const listening = new Set(Object.values(await ports()).map((port) => port));
    for (const { pid } of await labProcesses(layout)) {
      for (const { address, port } of listeners(pid)) {
        assert.equal(address, "127.0.0.1", `pid ${pid} listens on ${address}:${port}`);
        assert.ok(listening.delete(port), `port ${port} was not chosen by the lab`);
      }
    }
    assert.deepEqual([...listening], []);
  });

  it("reports each component with pid and port, and the nodes", async () => {
    const state = await status(name);
    assert.equal(state.ready, true);
    assert.equal(state.components.length, 6);
    assert.ok(state.components.every(({ pid, port, ready }) => pid !== undefined && port !== undefined && ready));
    assert.deepEqual([...new Set(state.nodes.map(({ zone }) => zone))].length, 3);
  });

  it("comes up with its data, its ports and working controllers after all processes were killed", async () => {
    const before = await ports();
    await killAll();
    assert.equal((await status(name)).ready, false);
    const again = await start();
    assert.deepEqual(again, cluster);
    assert.deepEqual(await ports(), before);
    assert.match(await lab.kubectl("get", "configmap", "kept", "-o", "yaml"), /a: b/);
    await lab.kubectl("create", "deployment", "after-kill", "--image=example.com/app:1");
    await lab.kubectl("rollout", "status", "deployment/after-kill", "--timeout=60s");
  });

  it("completes what is down and leaves the rest running", async () => {
    const before = await labProcesses(layout);
    await killAll("kube-scheduler", "kwok-controller");
    const state = await status(name);
    assert.equal(state.ready, false);
    assert.deepEqual(
      state.components.filter(({ pid }) => pid === undefined).map((component) => component.name),
      ["kube-scheduler", "kwok-controller"],
    );
    await start();
    const pidOf = (list: typeof before, component: string): number | undefined =>
      list.find((one) => one.component === component)?.pid;
    const after = await labProcesses(layout);
    assert.equal(pidOf(after, "etcd"), pidOf(before, "etcd"));
    assert.equal(pidOf(after, "kube-apiserver"), pidOf(before, "kube-apiserver"));
    assert.equal((await status(name)).ready, true);
  });

  it("takes other ports when another program has one of its own, and rewrites the kubeconfig", async () => {
    const before = await ports();
    await killAll();
    await eventually("the port is free", () => isFree(before["kube-apiserver"]));
    const thief = await occupy(before["kube-apiserver"]);
    try {
      await start();
      assert.notEqual((await ports())["kube-apiserver"], before["kube-apiserver"]);
      assert.match(await lab.kubectl("get", "configmap", "kept", "-o", "yaml"), /a: b/);
      await lab.kubectl("wait", "--for=condition=Available", "apiservice/v1beta1.metrics.k8s.io", "--timeout=60s");
    } finally {
      await new Promise((resolve) => thief.close(resolve));
    }
  });

  it("takes no stranger's process for its own", async () => {
    await start();
    const { pid } = (await labProcesses(layout)).find(({ component }) => component === "kube-scheduler")!;
    await killAll("kube-scheduler");
    // As after a restart of the machine: the number in the pid file belongs to somebody else, here to this test.
    writeFileSync(join(layout.pids, "kube-scheduler.pid"), String(process.pid));
    await start();
    const now = (await labProcesses(layout)).find(({ component }) => component === "kube-scheduler");
    assert.ok(now && now.pid !== pid && now.pid !== process.pid);
  });

  it("an interrupted start leaves nothing running, and the next one completes it", async () => {
    await down(name, { keepData: true });
    assert.deepEqual(await labProcesses(layout), []);
    const controller = new AbortController();
    const interrupted = up(name, await bareToolchain(), { signal: controller.signal });
    const outcome = assert.rejects(interrupted, { name: "AbortError" });
    await eventually("something runs", async () => (await labProcesses(layout)).length > 1);
    controller.abort();
    await outcome;
    assert.deepEqual(await labProcesses(layout), []);
    await start();
    assert.match(await lab.kubectl("get", "configmap", "kept", "-o", "yaml"), /a: b/);
  });

  it("down leaves no process, no port and no folder", async () => {
    const used = Object.values(await ports());
    await down(name);
    assert.deepEqual(await labProcesses(layout), []);
    assert.equal(existsSync(folderOf(name)), false);
    assert.equal(existsSync(layout.lock), false);
    for (const port of used) assert.equal(await isFree(port), true, `port ${port}`);
    assert.deepEqual((await status(name)).exists, false);
    await down(name);
  });
});

/** The listening TCP sockets of a process (proc_net_tcp: addresses in hexadecimal, state 0A). */
function listeners(pid: number): { address: string; port: number }[] {
  const inodes = new Set(socketInodes(pid));
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .flatMap((line) => {
        const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
        if (state !== "0A" || !inodes.has(inode)) return [];
        const [address = "", port = ""] = local.split(":");
        const shown = address === "0100007F" ? "127.0.0.1" : address;
        return [{ address: shown, port: Number.parseInt(port, 16) }];
      }),
  );
}

function socketInodes(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => {
      resolve(server);
    });
  });
}
