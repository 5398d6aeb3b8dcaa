import type { OpMap } from "@pulumi/pulumi/automation";

import { operation } from "../command";
import type { Advice } from "../pulumi/events";
import { requireDeployedElsewhere } from "../pulumi/configuration";
import { StackSession } from "../pulumi/stack";
import { run } from "../run";
import { requireSystem, targetsOf } from "../systems";
import { upCommand } from "../explain";
import { adviceText } from "../output/advice";
import { countsText } from "../output/counts";

/** `bulwark deploy STACK [SYSTEM]` (W-02). */
export const deploy = operation("deploy", {
  summary: "apply the stack, or one system of it, and wait until it is ready",
  details:
    "Applies the program with the policy packs and waits until every workload is ready. With SYSTEM, only that system: its component, its namespaces, the preflight. Other systems are left as they are, and their keys must be as they were deployed last.",
  workflows: ["W-02"],
  examples: ["deploy dev", "deploy prod mllp --timeout 15m"],
})
  .argument("<stack>", "the stack")
  .argument("[system]", "one system of it")
  .option("--refresh", "look at the cluster first, so that changes made by hand are mended")
  .option("--message <text>", "why, for the stack's history")
  .action((stack, system, { refresh = false, message }, command) => {
    const one = system === undefined ? undefined : requireSystem(system);
    const targets = one === undefined ? undefined : targetsOf(one);
    return run(command, {
      explain: () => [upCommand(stack, { targets, refresh, message })],
      perform: async (context) => {
        let counts: OpMap = {};
        let advice: readonly Advice[] = [];
        await context.follow([
          {
            title: `Update of stack ${stack}${system === undefined ? "" : `, ${system}`}`,
            run: async (report) => {
              const session = await StackSession.open(context, stack);
              if (one !== undefined) await requireDeployedElsewhere(session, one);
              const result = await session.up({ targets, report, refresh, message });
              counts = result.counts;
              advice = result.log.advice;
            },
          },
        ]);
        return {
          text: [`Stack ${stack} is deployed: ${countsText(counts)}.`, ...adviceText(advice)].join("\n"),
          data: { stack, ...(system === undefined ? {} : { system }), changes: counts, advice },
        };
      },
    });
  });
