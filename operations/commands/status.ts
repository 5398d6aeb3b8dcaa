import { operation } from "../command";
import { EXIT_CODES } from "../exit-codes";
import { commandLine } from "../explain";
import { observe, type Observation } from "../kubernetes/observe";
import type { ObjectStatus } from "../kubernetes/status";
import { table } from "../output/table";
import { StackSession } from "../pulumi/stack";
import { driftOf, pendingOperations } from "../pulumi/drift";
import { label } from "../pulumi/events";
import { run } from "../run";
import { requireSystem, systemOf, targetsOf } from "../systems";

/** `bulwark status STACK [SYSTEM]` (W-06). */
export const status = operation(
  "status",
  {
    summary: "workloads, pods, Services, autoscalers, budgets and claims; drift and pending operations",
    details:
      "Shows what the stack's state says should be there, as the cluster has it: roll-outs, pods with the reason where one is not ready, Services, autoscalers, disruption budgets, claims. Then it looks for drift, which is what somebody changed in the cluster, and for operations whose end Pulumi did not live to see. Exit code 0: everything is ready and nothing is pending; 2: something is not. Drift alone does not change the exit code. Nothing is changed.",
    workflows: ["W-06"],
    examples: ["status prod", "status staging appointment --json", "status prod mllp --no-drift"],
  },
  { timeout: "2m" },
)
  .argument("<stack>", "the stack")
  .argument("[system]", "one system of it")
  .option("--no-drift", "do not look for drift, which takes a run of Pulumi")
  .action((stack, systemName, { drift }, command) => {
    const system = systemName === undefined ? undefined : requireSystem(systemName);
    const targets = system === undefined ? [] : targetsOf(system);
    return run(command, {
      explain: () => [
        commandLine("pulumi", "stack", "--stack", stack, "--show-urns"),
        ...(drift
          ? [
              commandLine(
                "pulumi",
                "refresh",
                "--preview-only",
                "--stack",
                stack,
                ...targets.flatMap((target) => ["--target", target]),
              ),
            ]
          : []),
        "kubectl get deployments,statefulsets,pods,services,hpa,pdb,pvc --namespace NAMESPACE",
      ],
      perform: async (context) => {
        let seen: Observation = { objects: [] };
        let changed: readonly string[] = [];
        let pending: readonly string[] = [];
        let session: StackSession | undefined;
        const open = async (): Promise<StackSession> => (session ??= await StackSession.open(context, stack));
        await context.follow([
          {
            title: `Objects of stack ${stack}`,
            run: async () => {
              const opened = await open();
              seen = await observe(opened, system);
              pending = (await pendingOperations(opened)).filter(
                (urn) => system === undefined || systemOf(urn) === system,
              );
            },
          },
          {
            title: "Drift",
            skip: () => !drift,
            run: async () => {
              changed = await driftOf(await open(), targets);
            },
          },
        ]);
        const isReady = pending.length === 0 && seen.objects.every((object) => object.isReady);
        return {
          text: describe(stack, seen.objects, { pending, changed, isReady }),
          data: {
            stack,
            ready: isReady,
            objects: seen.objects,
            drift: drift ? changed : null,
            pendingOperations: pending,
          },
          exitCode: isReady ? EXIT_CODES.done.code : EXIT_CODES.failed.code,
        };
      },
    });
  });

function describe(
  stack: string,
  objects: readonly ObjectStatus[],
  found: { readonly pending: readonly string[]; readonly changed: readonly string[]; readonly isReady: boolean },
): string {
  const rows = objects.map(({ kind, namespace, name, isReady, state }) => [
    isReady ? " " : "!",
    kind,
    `${namespace}/${name}`,
    state,
  ]);
  return [
    ...(objects.length === 0 ? [] : [table(rows)]),
    ...found.changed.map((urn) => `drift: ${label(urn)} differs from what was deployed`),
    ...found.pending.map((urn) => `pending: ${label(urn)}; the end of an operation is unknown (docs/state.md)`),
    objects.length === 0
      ? `Stack ${stack} has nothing deployed.`
      : `Stack ${stack}: ${found.isReady ? "everything is ready" : "not everything is ready; see the lines with !"}.`,
  ].join("\n");
}
