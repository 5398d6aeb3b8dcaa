import { InvalidArgumentError } from "@commander-js/extra-typings";

import { operation } from "../command";
import { limit } from "../duration";
import { OperationError } from "../errors";
import { openClients } from "../kubernetes/clients";
import { readLogs } from "../kubernetes/logs";
import { workloadsOf } from "../kubernetes/workloads";
import { managedObjects } from "../pulumi/inventory";
import { StackSession } from "../pulumi/stack";
import { run } from "../run";
import { requireSystem } from "../systems";

/** `bulwark logs STACK SYSTEM` (W-07). */
export const logs = operation(
  "logs",
  {
    summary: "the logs of all pods of a system, each line with its pod and container",
    details:
      "Reads the logs of every pod that the system's workloads have, all containers, each line with pod and container before it. With --follow it goes on until it is interrupted, or the time limit is reached, and takes up pods that come later. With --json each line is an object.",
    workflows: ["W-07"],
    examples: [
      "logs prod smedrec --tail 50",
      "logs staging appointment --follow --container booking-service",
      "logs dev mllp --since 10m",
    ],
  },
  { timeout: "24h" },
)
  .argument("<stack>", "the stack")
  .argument("<system>", "the system")
  .option("-f, --follow", "go on until interrupted")
  .option("--since <time>", "only lines younger than this, such as 90s or 10m", limit)
  .option("--tail <lines>", "only so many lines from the end of each log", lines)
  .option("--container <name>", "only this container")
  .action((stack, systemName, { follow = false, since, tail, container, json }, command) => {
    const system = requireSystem(systemName);
    return run(command, {
      explain: () => [
        `kubectl logs --selector LABELS --namespace NAMESPACE --prefix ${container === undefined ? "--all-containers" : `--container ${container}`}${follow ? " --follow" : ""}${since === undefined ? "" : ` --since ${since}s`} --tail ${tail ?? -1}`,
      ],
      perform: async (context) => {
        const session = await StackSession.open(context, stack);
        const workloads = workloadsOf(await managedObjects(session), system);
        if (workloads.length === 0) {
          throw new OperationError("usage", `Stack ${stack} has nothing of ${system} deployed.`);
        }
        const read = await readLogs(
          await openClients(session),
          workloads,
          {
            follow,
            ...(since === undefined ? {} : { sinceSeconds: since }),
            ...(tail === undefined ? {} : { tailLines: tail }),
            ...(container === undefined ? {} : { container }),
          },
          {
            signal: context.signal,
            take: (line) => {
              process.stdout.write(json === true ? `${JSON.stringify({ line })}\n` : `${line}\n`);
            },
          },
        );
        if (read === 0) {
          throw new OperationError("failed", `No container of ${system} in stack ${stack} has a log to read yet.`, [
            `bulwark status ${stack} ${system} shows its pods.`,
          ]);
        }
        return { text: "", data: { containers: read } };
      },
    });
  });

function lines(text: string): number {
  if (/^\d{1,7}$/u.test(text)) return Number(text);
  throw new InvalidArgumentError("Allowed: a whole number of lines.");
}
