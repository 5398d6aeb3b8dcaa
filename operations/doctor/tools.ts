import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { lt } from "semver";

import type { Check } from "./check";

const run = promisify(execFile);

/** What commands of `bulwark` and the program itself run: their versions, and whether Pulumi has the plugins. */
export async function toolChecks(cwd: string): Promise<readonly Check[]> {
  return [node(), ...(await Promise.all([pulumi(cwd), kubectl(), git(cwd)])), ...(await plugins(cwd))];
}

interface Package {
  readonly version: string;
  readonly engines?: { readonly node?: string };
}

function packageOf(name: string): Package {
  return JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")) as Package;
}

function node(): Check {
  const oldest = "20.19.0";
  const isOld = lt(process.versions.node, oldest);
  return {
    name: "Node",
    status: isOld ? "missing" : "ok",
    found: process.versions.node,
    neededBy: [],
    remedy: `Install Node ${oldest} or later.`,
  };
}

async function pulumi(cwd: string): Promise<Check> {
  const check = { name: "Pulumi's CLI", neededBy: [], remedy: "Install the version of @pulumi/pulumi or a later 3.x." };
  try {
    const { stdout } = await run("pulumi", ["version"], { cwd });
    const version = stdout.trim().replace(/^v/u, "");
    const wanted = packageOf("@pulumi/pulumi").version;
    const isOld = lt(version, wanted);
    return { ...check, status: isOld ? "missing" : "ok", found: isOld ? `${version}, the SDK is ${wanted}` : version };
  } catch {
    return { ...check, status: "missing", found: "not on the PATH" };
  }
}

async function kubectl(): Promise<Check> {
  const check = { name: "kubectl", neededBy: [], remedy: "logs and port-forward need it: install kubectl." };
  try {
    const { stdout } = await run("kubectl", ["version", "--client", "--output", "json"]);
    const { clientVersion } = JSON.parse(stdout) as { clientVersion: { gitVersion: string } };
    return { ...check, status: "ok", found: clientVersion.gitVersion };
  } catch {
    return { ...check, status: "advice", found: "not on the PATH" };
  }
}

async function git(cwd: string): Promise<Check> {
  const check = {
    name: "git",
    neededBy: [],
    remedy: "--commit and rollback --git need the project in a git repository.",
  };
  try {
    await run("git", ["rev-parse", "--is-inside-work-tree"], { cwd });
    return { ...check, status: "ok", found: "the project is in a repository" };
  } catch {
    return { ...check, status: "advice", found: "the project is in no repository" };
  }
}

/** Pulumi finds plugins by name and version; without one it would fetch it, which not every machine may. */
async function plugins(cwd: string): Promise<readonly Check[]> {
  let installed: readonly { readonly name: string; readonly kind: string; readonly version?: string }[];
  try {
    const { stdout } = await run("pulumi", ["plugin", "ls", "--json"], { cwd, maxBuffer: 1 << 26 });
    installed = JSON.parse(stdout) as typeof installed;
  } catch {
    return [];
  }
  return ["kubernetes", "random"].map((name) => {
    const wanted = packageOf(join("@pulumi", name)).version;
    const found = installed.filter((plugin) => plugin.name === name && plugin.kind === "resource");
    const isThere = found.some(({ version }) => version === wanted);
    return {
      name: `Pulumi's provider ${name}`,
      status: isThere ? "ok" : "advice",
      found: isThere ? wanted : `not installed in version ${wanted}`,
      neededBy: [],
      remedy: `Pulumi fetches it at the first update; beforehand: pulumi plugin install resource ${name} ${wanted}`,
    } as const;
  });
}
