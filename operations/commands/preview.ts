import { operation } from "../command";
import { previewCommand } from "../explain";
import { adviceText } from "../output/advice";
import { countsText } from "../output/counts";
import { label, type Change } from "../pulumi/events";
import { StackSession, type Result } from "../pulumi/stack";
import { run } from "../run";
import { requireSystem, targetsOf } from "../systems";

/** `bulwark preview STACK [SYSTEM]` (W-01). */
export const preview = operation("preview", {
  summary: "what an update would change, judged by the policy packs; changes nothing",
  workflows: ["W-01"],
  examples: ["preview prod", "preview prod bitvault --refresh"],
})
  .argument("<stack>", "the stack")
  .argument("[system]", "one system of it")
  .option("--refresh", "look at the cluster first, so that changes made by hand are seen")
  .action((stack, system, { refresh = false }, command) => {
    const targets = system === undefined ? undefined : targetsOf(requireSystem(system));
    return run(command, {
      explain: () => [previewCommand(stack, { targets, refresh })],
      perform: async (context) => {
        let result: Result | undefined;
        await context.follow([
          {
            title: `Preview of stack ${stack}${system === undefined ? "" : `, ${system}`}`,
            run: async (report) => {
              result = await (await StackSession.open(context, stack)).preview({ targets, report, refresh });
            },
          },
        ]);
        const { counts = {}, log } = result ?? {};
        const changes = log?.changes ?? [];
        const advice = log?.advice ?? [];
        return {
          text: [...changes.map(line), `Stack ${stack}: ${countsText(counts)}.`, ...adviceText(advice)].join("\n"),
          data: { stack, ...(system === undefined ? {} : { system }), counts, changes, advice },
        };
      },
    });
  });

function line({ operation, urn, properties }: Change): string {
  return `${operation} ${label(urn)}${properties.length === 0 ? "" : `: ${properties.join(", ")}`}`;
}
