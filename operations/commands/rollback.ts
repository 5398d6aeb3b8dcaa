import { isDeepStrictEqual } from "node:util";

import { InvalidArgumentError } from "@commander-js/extra-typings";

import { requireNoTrial } from "../canary/no-trial";
import { COMMIT, operation } from "../command";
import type { Context, Outcome } from "../context";
import { OperationError } from "../errors";
import { commandLine, upCommand } from "../explain";
import { imageText } from "../image";
import { table } from "../output/table";
import { changeStack, type ChangePlan } from "../pulumi/change";
import { formerImages, goodUpdates, pastUpdates } from "../pulumi/former-images";
import { configuredImages, imageDecision, imagesKey } from "../pulumi/images";
import { StackSession } from "../pulumi/stack";
import { UPDATE_NAME } from "../pulumi/update-name";
import { run } from "../run";
import { requireImage } from "../settings";
import { requireSystem, targetsOf } from "../systems";
import type { SystemName } from "../../systems/registry";

/** `bulwark rollback STACK SYSTEM` (W-04). */
export const rollback = operation("rollback", {
  summary: "return to the images of an earlier update",
  details:
    "Takes the images of the system from the latest update in the stack's history that succeeded with other images than the stack file says, or from the update or git revision that is named, shows both and asks. --list shows the updates that can be named: a service back end numbers them, others know them by the time at which they began. Then it sets them in the stack file and updates the system, as update does. The cluster's own revisions are not used: Pulumi would not know of them. Other values stay as they are.",
  workflows: ["W-04"],
  examples: [
    "rollback dev mllp",
    "rollback prod appointment --list",
    "rollback prod appointment --image booking --to 2026-11-28T09:30:00Z --yes",
    "rollback staging smedrec --git HEAD~3",
  ],
})
  .argument("<stack>", "the stack")
  .argument("<system>", "the system")
  .option("--image <name>", "only this image of the system (default: all of them)")
  .option("--list", "show the updates to return to, and do nothing")
  .option("--to <update>", "the update to return to, as --list names it", updateNamed)
  .option("--git <revision>", "take the images from the stack file of this git revision")
  .option(...COMMIT)
  .action((stack, systemName, { image, to, git, list }, command) => {
    const system = requireSystem(systemName);
    const only = image === undefined ? undefined : requireImage(system, image);
    const targets = targetsOf(system);
    if (to !== undefined && git !== undefined) {
      throw new OperationError("usage", "--to and --git exclude each other.");
    }
    const decide: ChangePlan["decide"] = async (session) => {
      const current = await configuredImages(session, system);
      const { images, origin } = await formerImages(session, system, current, {
        ...(to === undefined ? {} : { to }),
        ...(git === undefined ? {} : { git }),
        ...(only === undefined ? {} : { only }),
      });
      const names = only === undefined ? [...new Set([...Object.keys(current), ...Object.keys(images)])] : [only];
      await requireNoTrial(
        session,
        system,
        names.filter((name) => !isDeepStrictEqual(current[name], images[name])),
      );
      const decision = imageDecision(
        system,
        names.map((name) => ({ name, from: current[name] ?? {}, to: images[name] ?? {} })),
      );
      return { ...decision, summary: `${decision.summary} (${origin})` };
    };
    return run(command, {
      // A list changes nothing, and waits for nobody who does.
      ...(list === true ? {} : { changes: stack }),
      explain: () => [
        git === undefined
          ? commandLine("pulumi", "stack", "history", "--stack", stack)
          : commandLine("git", "show", `${git}:Pulumi.${stack}.yaml`),
        `pulumi config set --stack ${stack} --path '${system}:images.${only ?? "NAME"}.digest' DIGEST`,
        upCommand(stack, { targets }),
      ],
      perform: (context) =>
        list === true
          ? listed(context, stack, system)
          : changeStack(context, {
              stack,
              system,
              targets,
              decide,
              // What failed was perhaps set and never deployed: to leave that is what this command is for.
              mayDiffer: [imagesKey(system)],
              ask: (_, { summary }) => context.confirm(`Stack ${stack} returns: ${summary}`),
            }),
    });
  });

/** What `--list` prints: images of the system alone, the latest update first. */
async function listed(context: Context, stack: string, system: SystemName): Promise<Outcome> {
  const updates = goodUpdates(await pastUpdates(await StackSession.open(context, stack)), system);
  const rows = updates.map(({ name, images, message }) => [
    name,
    Object.entries(images)
      .map(([image, parts]) => `${image} ${imageText(parts)}`)
      .join(", "),
    message,
  ]);
  return {
    text: rows.length === 0 ? `The history has no update with images of ${system}.` : table(rows),
    data: { stack, system, updates },
  };
}

function updateNamed(text: string): string {
  if (UPDATE_NAME.test(text)) return text;
  throw new InvalidArgumentError("Allowed: an update as --list names it, 41 or 2026-11-28T09:30:00Z.");
}
