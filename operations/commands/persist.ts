import { COMMIT, operation } from "../command";
import { OperationError } from "../errors";
import { upCommand } from "../explain";
import { scalerOf } from "../kubernetes/scaler";
import { changeStack } from "../pulumi/change";
import { managedObjects } from "../pulumi/inventory";
import { StackSession } from "../pulumi/stack";
import { run } from "../run";
import { requireSystem, targetsOf } from "../systems";

/** `bulwark persist STACK mllp` (W-21). */
export const persist = operation("persist", {
  summary: "give the MLLP server its volume: the autoscaler goes in one update, the volume comes in the next",
  details:
    "Where an autoscaler is, the first update switches it off, since it would raise the count of pods that cannot share the volume. The second one brings the claim, one replica and the strategy Recreate; from then on every update is a short outage. Asks. When the first update fails, everything comes back; when the second does, the stack stays without autoscaler and volume, and running the command again goes on.",
  workflows: ["W-21"],
  examples: ["persist prod mllp"],
})
  .argument("<stack>", "the stack")
  .argument("<system>", "mllp")
  .option(...COMMIT)
  .action((stack, systemName, _, command) => {
    const system = requireSystem(systemName);
    if (system !== "mllp") {
      throw new OperationError("usage", `${system} has no such switch: only mllp begins without a volume.`);
    }
    const plan = { stack, system, targets: targetsOf(system) } as const;
    return run(command, {
      changes: stack,
      explain: () => [
        `pulumi config set --stack ${stack} --path 'mllp:hpa.enabled' false`,
        upCommand(stack, plan),
        `pulumi config set --stack ${stack} --path 'mllp:persistence.enabled' true`,
        upCommand(stack, plan),
      ],
      perform: async (context) => {
        const session = await StackSession.open(context, stack);
        await context.confirm(
          `The MLLP server of stack ${stack} goes to one replica with a volume; updates become short outages.`,
        );
        if (scalerOf(await managedObjects(session), system, "mllp-server") !== undefined) {
          await changeStack(context, {
            ...plan,
            decide: () =>
              Promise.resolve({
                settings: [{ path: "mllp:hpa.enabled", value: "false" }],
                summary: "mllp: autoscaler off, before the volume comes",
              }),
          });
        }
        return changeStack(context, {
          ...plan,
          decide: () =>
            Promise.resolve({
              settings: [{ path: "mllp:persistence.enabled", value: "true" }],
              summary: "mllp: persistence on",
            }),
        });
      },
    });
  });
