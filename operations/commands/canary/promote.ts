import { endLines, platformUp, setLine } from "../../canary/explain";
import { SERVICE } from "../../canary/options";
import { ServiceRelease } from "../../canary/release";
import { pathsOf, requireService } from "../../canary/state";
import { COMMIT, operation } from "../../command";
import { run } from "../../run";

/** `bulwark canary promote STACK SERVICE` (W-13). */
export const promote = operation(
  "promote",
  {
    summary: "give the stable release the canary's image, then end the canary",
    details:
      "The stable release rolls, within the limit, while the canary goes on serving its share; then the canary goes. When the stable release fails, takes too long or is interrupted, it gets its image back, and the canary goes as well. A promotion that was killed goes on with the same command.",
    workflows: ["W-13"],
    examples: ["canary promote prod booking"],
  },
  { timeout: "15m" },
)
  .argument("<stack>", "the stack")
  .argument("<service>", SERVICE)
  .option(...COMMIT)
  .action((stack, service, _, command) =>
    run(command, {
      changes: stack,
      explain: () => [
        setLine(stack, pathsOf(requireService(service)).digest, "sha256:…"),
        platformUp(stack),
        ...endLines(stack, service),
      ],
      perform: async (context) => {
        const release = await ServiceRelease.open(context, stack, requireService(service));
        const digest = release.now.trial?.digest ?? release.now.stable;
        await release.promote();
        return {
          text: `${service} is released; the canary is gone.`,
          data: { stack, service, phase: "none", digest },
          summary: `canary of ${service} promoted`,
        };
      },
    }),
  );
