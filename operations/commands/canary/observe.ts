import { observationOf, observationOptions, SERVICE } from "../../canary/options";
import { observeRelease } from "../../canary/procedures";
import { increase, seriesOf } from "../../canary/measure";
import { objectName } from "../../canary/surroundings";
import { requireService } from "../../canary/state";
import { operation } from "../../command";
import { commandLine } from "../../explain";
import { run } from "../../run";

/** `bulwark canary observe STACK SERVICE` (W-13, G-49). */
export const observe = operation(
  "observe",
  {
    summary: "watch how often the canary fails, against the stable release",
    details:
      "Asks Prometheus, or what answers like it, for the share of requests that were answered with 500 or more, of the canary and of the stable release, over the whole window. Ends with 0 when the canary fails at most --threshold percentage points more often; with 2 as soon as it fails more often, is not ready or is gone; with 3 when too few requests reached it, because no data are no success; with 6 when the metrics source does not answer. Changes nothing.",
    workflows: ["W-13"],
    examples: [
      "canary observe prod booking --prometheus http://localhost:9090",
      "canary observe prod booking --window 10m --threshold 0.5",
    ],
  },
  { timeout: "1h" },
)
  .argument("<stack>", "the stack")
  .argument("<service>", SERVICE)
  .addOption(observationOptions.prometheus)
  .addOption(observationOptions.window)
  .addOption(observationOptions.interval)
  .addOption(observationOptions.threshold)
  .addOption(observationOptions.minRequests)
  .action((stack, service, options, command) =>
    run(command, {
      explain: () => explain(requireService(service), options),
      perform: (context) => {
        const { timeout } = command.optsWithGlobals();
        const observation = observationOf(options, timeout);
        return observeRelease(context, stack, requireService(service), { ...options, observation });
      },
    }),
  );

function explain(
  service: string,
  { prometheus = "PROMETHEUS", window }: { readonly prometheus?: string | undefined; readonly window: number },
): readonly string[] {
  const { canary, stable } = seriesOf({ namespace: "appointment-prod", name: objectName(service), split: "mesh" });
  return [canary, stable].flatMap(({ failed, total }) =>
    [failed, total].map((series) =>
      commandLine("curl", "-G", `${prometheus}/api/v1/query`, "--data-urlencode", `query=${increase(series, window)}`),
    ),
  );
}
