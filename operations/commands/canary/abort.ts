import { endLines } from "../../canary/explain";
import { SERVICE } from "../../canary/options";
import { ServiceRelease } from "../../canary/release";
import { requireService } from "../../canary/state";
import { COMMIT, operation } from "../../command";
import { run } from "../../run";

/** `bulwark canary abort STACK SERVICE` (W-14). */
export const abort = operation("abort", {
  summary: "take the canary's requests away, and the canary",
  details:
    "All requests go to the stable release, which is not touched. A promotion that was begun is taken back first, to the image that the history has from before.",
  workflows: ["W-14"],
  examples: ["canary abort prod booking"],
})
  .argument("<stack>", "the stack")
  .argument("<service>", SERVICE)
  .option(...COMMIT)
  .action((stack, service, _, command) =>
    run(command, {
      changes: stack,
      explain: () => endLines(stack, requireService(service)),
      perform: async (context) => {
        const release = await ServiceRelease.open(context, stack, requireService(service));
        const ended = await release.giveUp();
        return {
          text: ended === "nothing" ? `There is no canary of ${service}.` : `The canary of ${service} is gone.`,
          data: { stack, service, phase: "none", ended: ended !== "nothing" },
          summary: `canary of ${service} aborted`,
        };
      },
    }),
  );
