import { endLines, platformUp, setLine, startLines } from "../../canary/explain";
import { observationOf, observationOptions, SERVICE, trialOf, trialOptions } from "../../canary/options";
import { runRelease } from "../../canary/procedures";
import { pathsOf, requireService } from "../../canary/state";
import { COMMIT, operation } from "../../command";
import { commandLine } from "../../explain";
import { run } from "../../run";

/** Seconds that a start and a promotion may take (SPEC 1.4.12). */
const LIMITS = { startSeconds: 600, promoteSeconds: 900 };

/** `bulwark canary run STACK SERVICE`. */
export const whole = operation(
  "run",
  {
    summary: "the whole release: start, observe at every weight, promote; abort when it fails",
    details:
      "For delivery without people: start (10 minutes at most), observe at every weight, promote (15 minutes at most). Anything but a good observation ends the canary, and the command ends with the code of the observation. An interrupt while it observes leaves the canary as it is: the same command goes on, canary abort gives it up.",
    workflows: ["W-12", "W-13", "W-14"],
    examples: ["canary run prod booking --digest sha256:… --prometheus http://localhost:9090"],
  },
  { timeout: "2h" },
)
  .argument("<stack>", "the stack")
  .argument("<service>", SERVICE)
  .addOption(trialOptions.digest)
  .addOption(trialOptions.tag)
  .addOption(trialOptions.weight)
  .addOption(trialOptions.weights)
  .addOption(observationOptions.prometheus)
  .addOption(observationOptions.window)
  .addOption(observationOptions.interval)
  .addOption(observationOptions.threshold)
  .addOption(observationOptions.minRequests)
  .option(...COMMIT)
  .action((stack, service, options, command) =>
    run(command, {
      changes: stack,
      explain: () => [
        ...startLines(stack, requireService(service), trialOf(options)),
        commandLine("bulwark", "canary", "observe", stack, service),
        setLine(stack, pathsOf(service).digest, options.digest),
        platformUp(stack),
        ...endLines(stack, service),
      ],
      perform: (context) => {
        const { timeout } = command.optsWithGlobals();
        const given = { prometheus: options.prometheus, observation: observationOf(options, timeout), ...LIMITS };
        return runRelease(context, stack, requireService(service), trialOf(options), given);
      },
    }),
  );
