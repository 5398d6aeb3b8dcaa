import { startLines } from "../../canary/explain";
import { SERVICE, trialOf, trialOptions } from "../../canary/options";
import { ServiceRelease } from "../../canary/release";
import { requireService } from "../../canary/state";
import { COMMIT, operation } from "../../command";
import { run } from "../../run";

/** `bulwark canary start STACK SERVICE` (W-12). */
export const start = operation("start", {
  summary: "run a new image beside the stable release, with a share of its requests",
  details:
    "Writes the release on trial into the stack file and applies it: one pod of the new image, which gets its share when it is ready. When it fails, takes longer than the limit or is interrupted, the canary is taken away again. The stable release is not touched.",
  workflows: ["W-12"],
  examples: [
    "canary start prod booking --digest sha256:… --weight 10",
    "canary start prod booking --digest sha256:… --weights 10,25,50",
  ],
})
  .argument("<stack>", "the stack")
  .argument("<service>", SERVICE)
  .addOption(trialOptions.digest)
  .addOption(trialOptions.tag)
  .addOption(trialOptions.weight)
  .addOption(trialOptions.weights)
  .option(...COMMIT)
  .action((stack, service, options, command) =>
    run(command, {
      changes: stack,
      explain: () => startLines(stack, requireService(service), trialOf(options)),
      perform: async (context) => {
        const trial = trialOf(options);
        const release = await ServiceRelease.open(context, stack, requireService(service));
        const isNew = await release.start(trial);
        const share = `${trial.weights[0] ?? 0} % of the requests of ${service}`;
        return {
          text: [
            `The canary ${isNew ? "is ready" : "runs already"} and gets ${share}.`,
            `Next: bulwark canary observe ${stack} ${service}`,
          ].join("\n"),
          data: { stack, service, phase: "running", ...trial },
          summary: `canary of ${service} started`,
        };
      },
    }),
  );
