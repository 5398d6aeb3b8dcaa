import { operation } from "../command";
import { commandLine } from "../explain";
import { EXIT_CODES } from "../exit-codes";
import { reportOf, type Check } from "../doctor/check";
import { examine } from "../doctor/examine";
import { toolChecks } from "../doctor/tools";
import type { Step } from "../output/progress";
import { run } from "../run";

/** `bulwark doctor [STACK]`. */
export const doctor = operation("doctor", {
  summary: "whether tools, state, cluster and permissions are there, and which system lacks what",
  details:
    "Looks at the tools and their versions; with STACK also at its state and secrets, its configuration, and whether its cluster has the APIs, classes, namespaces, nodes, metrics and permissions that the stack's objects take for granted. Changes nothing. Ends with 2 when something is missing.",
  workflows: ["W-02"],
  examples: ["doctor", "doctor prod", "doctor prod --json"],
})
  .argument("[stack]", "the stack")
  .action((stack, _options, command) =>
    run(command, {
      explain: () => [
        commandLine("pulumi", "about"),
        ...(stack === undefined
          ? []
          : [commandLine("pulumi", "stack", "--stack", stack), commandLine("kubectl", "auth", "can-i", "--list")]),
      ],
      perform: async (context) => {
        const checks: Check[] = [];
        const look = (title: string, at: () => Promise<readonly Check[]>): Step => ({
          title,
          run: async () => void checks.push(...(await at())),
        });
        const steps = [look("Tools", () => toolChecks(context.cwd))];
        if (stack !== undefined) {
          steps.push(look(`Stack ${stack} and its cluster`, () => examine(context, stack)));
        }
        await context.follow(steps);
        const missing = checks.filter(({ status }) => status === "missing");
        const verdict =
          missing.length === 0
            ? "Nothing is missing."
            : `${missing.length} missing: ${missing.map(({ name }) => name).join(", ")}.`;
        return {
          text: `${reportOf(checks)}\n${verdict}`,
          data: { ...(stack === undefined ? {} : { stack }), missing: missing.length, checks },
          exitCode: missing.length === 0 ? EXIT_CODES.done.code : EXIT_CODES.failed.code,
        };
      },
    }),
  );
