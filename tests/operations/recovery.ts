/** Healthcare in prod with backups and the operators that restore and issue: what recovery's tests work on. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { generate } from "selfsigned";

import { restrictStack } from "../lab/stacks/configure";
import { ROOT, openStacks, type StackLab } from "../lab/stacks/lab";
import { Bulwark, type Ended, type Running } from "./bulwark";
import { simulateOperators } from "./simulated-operators";

interface StorageLocation {
  readonly metadata: { readonly managedFields: readonly { readonly manager: string; readonly fieldsV1: object }[] };
  readonly spec: { readonly accessMode: string };
}

export const PROD = ["-n", "healthcare-prod"];
export const VELERO = ["-n", "velero"];
const LOCATION = ["backupstoragelocation", "default", ...VELERO];
/** Backups of the schedule healthcare-daily, oldest first; the simulated Velero ends their Restores by their names. */
const BACKUPS = ["healthcare-daily-stuck", "healthcare-daily-partial", "healthcare-daily-good"] as const;

/** The system, deployed. */
export class Recovery {
  private constructor(
    readonly lab: StackLab,
    readonly bulwark: Bulwark,
    private readonly endOperators: () => Promise<void>,
  ) {}

  static async open(): Promise<Recovery> {
    const lab = await openStacks(ROOT);
    const bulwark = new Bulwark(lab);
    await restrictStack(lab.project, "prod", ["healthcare"]);
    await lab.up("prod");
    const endOperators = await simulateOperators(lab);
    await lab.kubectl("create", "--validate=false", "-f", await backups(lab));
    return new Recovery(lab, bulwark, endOperators);
  }

  async close(): Promise<void> {
    const { lab } = this;
    await this.endOperators();
    await lab.kubectl("delete", "backups.velero.io,restores.velero.io", "--all", ...VELERO);
    // In prod data are protected and retained: the database goes with its namespace.
    await lab.ok(["state", "unprotect", "--all", "--yes", "--stack", "prod"]);
    await lab.destroy("prod");
    await lab.kubectl("delete", "namespace", "healthcare-prod", "--ignore-not-found");
    // These outlive the copy of the stack file, and a pair stands beside an issuer there.
    for (const key of ["tlsCertificate", "tlsKey", "openaiApiKey"]) {
      await lab.ok(["config", "rm", "--stack", "prod", `healthcare:${key}`]);
    }
    await (await openStacks(ROOT)).restrict(["mllp"]);
  }

  /** Starts `bulwark COMMAND prod healthcare ARGUMENTS`. */
  start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    return this.bulwark.start([command, "prod", "healthcare", ...args], env);
  }

  /** Runs it to its end, whatever that is. */
  run(command: string, ...args: readonly string[]): Promise<Ended> {
    return this.start(command, args).ended;
  }

  /** The access mode of the storage, and the field managers that own it. */
  async location(): Promise<{ readonly mode: string; readonly owners: readonly string[] }> {
    const { metadata, spec } = await this.lab.get<StorageLocation>(...LOCATION, "--show-managed-fields");
    const owners = metadata.managedFields.filter(({ fieldsV1 }) => JSON.stringify(fieldsV1).includes("f:accessMode"));
    return { mode: spec.accessMode, owners: owners.map(({ manager }) => manager) };
  }

  /** How many Restores there are. */
  async restores(): Promise<number> {
    return (await this.lab.get<{ items: object[] }>("restores.velero.io", ...VELERO)).items.length;
  }

  /** One value of a Secret, encoded. */
  secret(name: string, key: string): Promise<string> {
    return this.lab.kubectl("get", "secret", name, ...PROD, "-o", `jsonpath={.data.${key}}`);
  }

  /** The application's pods. */
  async pods(): Promise<string[]> {
    const args = ["pods", ...PROD, "-l", "app.kubernetes.io/name=healthcare-app", "-o", "name"];
    return (await this.lab.kubectl("get", ...args)).split("\n").filter(Boolean);
  }

  /** Writes a file with a secret for a command to read. @returns its path; the lab's folder goes with the lab */
  async file(name: string, text: string): Promise<string> {
    const file = join(this.lab.project.folder, name);
    await writeFile(file, text);
    return file;
  }
}

/** A certificate of its own with its key. */
export function certificate(name: string): Promise<{ readonly cert: string; readonly private: string }> {
  return generate([{ name: "commonName", value: name }], { keyType: "ec" });
}

/** A file with the backups, a day apart. @returns its path */
async function backups({ project }: StackLab): Promise<string> {
  const file = join(project.folder, "backups.json");
  const items = BACKUPS.map((name, day) => ({
    apiVersion: "velero.io/v1",
    kind: "Backup",
    metadata: { name, namespace: "velero", labels: { "velero.io/schedule-name": "healthcare-daily" } },
    spec: { includedNamespaces: ["healthcare-prod"], storageLocation: "default" },
    status: { phase: "Completed", completionTimestamp: `2026-01-0${day + 1}T02:00:00Z` },
  }));
  await writeFile(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  return file;
}
