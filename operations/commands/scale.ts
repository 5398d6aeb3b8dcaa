import { InvalidArgumentError } from "@commander-js/extra-typings";

import { COMMIT, operation } from "../command";
import { OperationError } from "../errors";
import { commandLine, upCommand } from "../explain";
import { scalerOf } from "../kubernetes/scaler";
import { waitForSize } from "../kubernetes/size";
import { changeStack, type Decision } from "../pulumi/change";
import { managedObjects } from "../pulumi/inventory";
import type { StackSession } from "../pulumi/stack";
import { run } from "../run";
import { requireService, type WorkloadSettings } from "../settings";
import { requireSystem, targetsOf } from "../systems";
import type { SystemName } from "../../systems/registry";

/** The sizes that were asked for. */
export interface Sizes {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly replicas?: number | undefined;
}

/** `bulwark scale STACK SYSTEM` (W-05). */
export const scale = operation("scale", {
  summary: "change the bounds of an autoscaler, or the number of replicas where there is none",
  details:
    "Where an autoscaler owns the number of replicas, --min and --max change its bounds; --replicas is refused there, because the autoscaler would take it back. Elsewhere --replicas sets the number. The change goes into the stack file and is deployed, and the command waits until the pods are there. Sizes that a disruption budget does not allow are refused by the program before anything is changed.",
  workflows: ["W-05"],
  examples: [
    "scale prod mllp --min 3 --max 12",
    "scale staging appointment --service booking --max 6",
    "scale dev smedrec --replicas 2",
  ],
})
  .argument("<stack>", "the stack")
  .argument("<system>", "the system")
  .option("--service <name>", "which workload of the system, such as booking")
  .option("--min <pods>", "fewest pods", pods)
  .option("--max <pods>", "most pods", pods)
  .option("--replicas <pods>", "number of pods where no autoscaler is", pods)
  .option(...COMMIT)
  .action((stack, systemName, { service: name, min, max, replicas }, command) => {
    const system = requireSystem(systemName);
    const service = requireService(system, name);
    const sizes: Sizes = { min, max, replicas };
    const targets = targetsOf(system);
    return run(command, {
      changes: stack,
      explain: () => [
        ...settingsFor(system, service, sizes).map(({ path, value }) =>
          commandLine("pulumi", "config", "set", "--stack", stack, "--path", path, value),
        ),
        upCommand(stack, { targets }),
      ],
      perform: (context) =>
        changeStack(context, {
          stack,
          system,
          targets,
          decide: (session) => decide(session, system, service, sizes),
          settle: (session, report) => waitForSize(session, system, service.workload, report),
        }),
    });
  });

async function decide(
  session: StackSession,
  system: SystemName,
  service: WorkloadSettings,
  sizes: Sizes,
): Promise<Decision> {
  const scaler = scalerOf(await managedObjects(session), system, service.workload);
  requireSizes(service.workload, scaler?.kind, sizes);
  const settings = settingsFor(system, service, sizes);
  return { settings, summary: `${system}: ${settings.map(({ path, value }) => `${path} ${value}`).join(", ")}` };
}

/** @throws OperationError `usage` for sizes that do not go with who owns the count */
export function requireSizes(workload: string, scaler: string | undefined, { min, max, replicas }: Sizes): void {
  const bounds = min !== undefined || max !== undefined;
  if (scaler !== undefined && replicas !== undefined) {
    throw new OperationError(
      "usage",
      `A ${scaler} owns the number of replicas of ${workload} and would take the change back (C-22). Nothing was changed.`,
      [`Change its bounds: --min ${replicas} --max MOST.`],
    );
  }
  if (scaler === undefined && bounds) {
    throw new OperationError("usage", `${workload} has no autoscaler. Nothing was changed.`, [
      `Set the number itself: --replicas ${min ?? max ?? 1}.`,
    ]);
  }
  if (!bounds && replicas === undefined) {
    throw new OperationError(
      "usage",
      `How many pods of ${workload}? ${scaler === undefined ? "--replicas N" : "--min N, --max N, or both"}.`,
    );
  }
}

function settingsFor(system: SystemName, service: WorkloadSettings, sizes: Sizes) {
  return (["min", "max", "replicas"] as const).flatMap((size) => {
    const value = sizes[size];
    return value === undefined ? [] : [{ path: `${system}:${service[size]}`, value: String(value) }];
  });
}

function pods(text: string): number {
  if (/^[1-9]\d{0,2}$/u.test(text)) return Number(text);
  throw new InvalidArgumentError("Allowed: a whole number of pods from 1 to 999.");
}
