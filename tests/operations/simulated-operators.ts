/** Two operators, played by KWOK: the status of Velero's Restores and of cert-manager's Certificates moves on, no more. */
import { spawn } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { absent, holds, isOneOf, stage } from "../../lab/cluster/simulation/documents";
import type { StackLab } from "../lab/stacks/lab";

const RESTORE = { apiGroup: "velero.io/v1", kind: "Restore" };

/** A jq condition on the name of the backup, which decides how its Restore ends. */
const ofBackup = (word: string): string => `.spec.backupName | contains("${word}")`;

/** A Restore begins at once, and ends after a second: of a backup called `…partial…` or `…stuck…` otherwise, or never. */
const stages = [
  stage({
    name: "restore-begins",
    resource: RESTORE,
    requirements: [absent(".metadata.deletionTimestamp"), absent(".status.phase")],
    next: status("phase: InProgress\nprogress:\n  itemsRestored: 3\n  totalItems: 12"),
  }),
  stage({
    name: "restore-ends",
    resource: RESTORE,
    requirements: [
      absent(".metadata.deletionTimestamp"),
      isOneOf(".status.phase", "InProgress"),
      holds(`${ofBackup("stuck")} | not`),
      holds(`${ofBackup("partial")} | not`),
    ],
    delay: '"1s"',
    next: status("phase: Completed\nwarnings: 1\nprogress:\n  itemsRestored: 12\n  totalItems: 12"),
  }),
  stage({
    name: "restore-ends-partially",
    resource: RESTORE,
    requirements: [
      absent(".metadata.deletionTimestamp"),
      isOneOf(".status.phase", "InProgress"),
      holds(ofBackup("partial")),
    ],
    delay: '"1s"',
    next: status("phase: PartiallyFailed\nerrors: 2\nprogress:\n  itemsRestored: 10\n  totalItems: 12"),
  }),
];

/** cert-manager has issued what it was asked for: the next revision, and nothing under way. */
const issued = stage({
  name: "certificate-issued",
  resource: { apiGroup: "cert-manager.io/v1", kind: "Certificate" },
  requirements: [
    absent(".metadata.deletionTimestamp"),
    holds('.status.conditions // [] | any(.[]; .type == "Issuing" and .status == "True")'),
  ],
  next: {
    patches: [
      {
        subresource: "status",
        root: "status",
        type: "merge",
        template:
          "revision: {{ add1 (int (default 0 .status.revision)) }}\nconditions:\n- type: Ready\n  status: 'True'\n  reason: Ready",
      },
    ],
  },
});

/** Velero's kinds have no subresource for their status. */
function status(template: string): object & Readonly<Record<string, unknown>> {
  return { patches: [{ root: "status", type: "merge", template }] };
}

/** Starts the simulation. @returns how to end it */
export async function simulateOperators({ session, project }: StackLab): Promise<() => Promise<void>> {
  const config = join(project.folder, "simulated-operators.yaml");
  await writeFile(config, [...stages, issued].map((each) => JSON.stringify(each)).join("\n---\n"));
  const args = ["--kubeconfig", project.kubeconfig, "--config", config];
  // Nodes and pods are the lab's own.
  const nobody = [
    "--manage-nodes-with-label-selector",
    "bulwark.io/no-node=true",
    "--node-lease-duration-seconds",
    "0",
  ];
  const kwok = spawn(session.toolchain.bin("kwok"), [...args, ...nobody], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) =>
    kwok.once("close", () => {
      resolve();
    }),
  );
  return async () => {
    kwok.kill();
    await ended;
    await rm(config);
  };
}
