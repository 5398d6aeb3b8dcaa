import { SERVICE } from "../../canary/options";
import { releaseStatus } from "../../canary/procedures";
import { pathsOf, requireService } from "../../canary/state";
import { objectName } from "../../canary/surroundings";
import { operation } from "../../command";
import { commandLine } from "../../explain";
import { run } from "../../run";

/** `bulwark canary status STACK SERVICE`. */
export const status = operation("status", {
  summary: "how far the release is, and what comes next",
  workflows: ["W-12", "W-13"],
  examples: ["canary status prod booking", "canary status prod booking --json"],
})
  .argument("<stack>", "the stack")
  .argument("<service>", SERVICE)
  .action((stack, service, _, command) =>
    run(command, {
      explain: () => [
        commandLine("pulumi", "config", "get", "--stack", stack, "--path", pathsOf(requireService(service)).trial),
        commandLine("kubectl", "get", "deployment", `${objectName(service)}-canary`, "--namespace", "appointment-prod"),
      ],
      perform: (context) => releaseStatus(context, stack, requireService(service)),
    }),
  );
