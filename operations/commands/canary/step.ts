import { platformUp, setLine } from "../../canary/explain";
import { SERVICE } from "../../canary/options";
import { ServiceRelease } from "../../canary/release";
import { pathsOf, requireService } from "../../canary/state";
import { COMMIT, operation } from "../../command";
import { run } from "../../run";

/** `bulwark canary step STACK SERVICE` (C-31). */
export const step = operation("step", {
  summary: "give the canary the next of its weights",
  details: "Changes the split of the requests and restarts no pod. When it fails, the weight before is put back.",
  workflows: ["W-13"],
  examples: ["canary step prod booking"],
})
  .argument("<stack>", "the stack")
  .argument("<service>", SERVICE)
  .option(...COMMIT)
  .action((stack, service, _, command) =>
    run(command, {
      changes: stack,
      explain: () => [setLine(stack, `${pathsOf(requireService(service)).trial}.step`, "1"), platformUp(stack)],
      perform: async (context) => {
        const release = await ServiceRelease.open(context, stack, requireService(service));
        await release.step();
        const { weights, step: before } = release.running();
        const weight = weights[before + 1] ?? 0;
        return {
          text: `The canary of ${service} gets ${weight} % of the requests.`,
          data: { stack, service, weight },
          summary: `canary of ${service} gets ${weight} %`,
        };
      },
    }),
  );
