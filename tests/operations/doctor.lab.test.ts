import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Check } from "../../operations/doctor/check";
import { configure } from "../lab/stacks/configure";
import { SETUP_TIMEOUT_MS, stackLab, type StackLab } from "../lab/stacks/lab";
import { Bulwark } from "./bulwark";

interface Report {
  readonly missing: number;
  readonly checks: readonly Check[];
}

describe("bulwark doctor", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  let bulwark: Bulwark;
  const named = ({ checks }: Report, name: string): Check | undefined => checks.find((check) => check.name === name);

  before(async () => {
    lab = await stackLab();
    bulwark = new Bulwark(lab);
  });

  it("finds nothing missing for the stack of a healthy cluster", async () => {
    const report = await bulwark.json<Report>(["doctor", "prod"]);
    assert.equal(report.missing, 0);
    assert.equal(named(report, "API autoscaling/v2")?.status, "ok");
    assert.deepEqual(named(report, "API autoscaling/v2")?.neededBy, ["mllp"]);
    assert.match(named(report, "Permissions")?.found ?? "", /^all \d+ /u);
  });

  it("names what the cluster lacks, and ends with 2", async () => {
    await configure(lab.project, "dev", { "bulwark:priorityClassName": "nowhere-to-be-found" });
    try {
      const report = await bulwark.json<Report>(["doctor", "dev"], 2);
      assert.equal(named(report, "PriorityClass nowhere-to-be-found")?.status, "missing");
      assert.equal(report.missing, 1);
    } finally {
      await configure(lab.project, "dev", { "bulwark:priorityClassName": undefined });
    }
  });

  it("names the permissions that somebody lacks", async () => {
    const token = (await lab.kubectl("create", "token", "default", "-n", "default")).trim();
    const kubeconfig = join(lab.project.folder, "nobody.kubeconfig");
    const view = JSON.parse(await lab.kubectl("config", "view", "--raw", "--flatten", "-o", "json")) as {
      users: { user: unknown }[];
    };
    for (const each of view.users) each.user = { token };
    await writeFile(kubeconfig, JSON.stringify(view));
    await lab.kubectl("create", "clusterrole", "reads-all", "--verb=get,list", "--resource=*.*,nodes,namespaces");
    await lab.kubectl(
      "create",
      "clusterrolebinding",
      "reads-all",
      "--clusterrole=reads-all",
      "--serviceaccount=default:default",
    );
    try {
      const ended = await bulwark.run(["doctor", "dev", "--json"], { KUBECONFIG: kubeconfig });
      assert.equal(ended.code, 2, ended.stderr);
      const permissions = named(JSON.parse(ended.stdout) as Report, "Permissions");
      assert.equal(permissions?.status, "missing");
      assert.match(permissions.found, /create deployments in healthcare-dev/u);
    } finally {
      await lab.kubectl("delete", "clusterrolebinding,clusterrole", "reads-all");
    }
  });

  it("tells the other checks of a stack whose cluster does not answer", async () => {
    const kubeconfig = join(lab.project.folder, "unreachable.kubeconfig");
    const text = await lab.kubectl("config", "view", "--raw", "--flatten");
    await writeFile(kubeconfig, text.replaceAll(/server: .*/gu, "server: https://127.0.0.1:1"));
    const ended = await bulwark.run(["doctor", "dev", "--json"], { KUBECONFIG: kubeconfig });
    assert.equal(ended.code, 2, ended.stderr);
    const report = JSON.parse(ended.stdout) as Report;
    assert.equal(named(report, "Cluster")?.status, "missing");
    assert.equal(named(report, "Configuration")?.status, "ok");
  });

  it("tells a stack that the back end does not know, with those that it knows", async () => {
    const { code, stdout } = await bulwark.run(["doctor", "prodd"]);
    assert.equal(code, 2);
    assert.match(stdout, /no stack "prodd".*dev, prod, staging/u);
  });
});
