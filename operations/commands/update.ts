import { isStrict } from "../../config/primitives/environment";
import { requireNoTrial } from "../canary/no-trial";
import { COMMIT, operation } from "../command";
import type { Context } from "../context";
import { OperationError } from "../errors";
import { imageLines, upCommand } from "../explain";
import { imageText, parseImage, type GivenImage } from "../image";
import { changeStack } from "../pulumi/change";
import { configuredImages, decideImage } from "../pulumi/images";
import { environmentOf } from "../pulumi/environment";
import { run } from "../run";
import { requireImage, settingsOf } from "../settings";
import { requireSystem, targetsOf } from "../systems";
import type { SystemName } from "../../systems/registry";

/** `bulwark update STACK SYSTEM IMAGE` (W-03). */
export const update = operation("update", {
  summary: "set another image, roll it out, and return to the former one if it does not become ready",
  details:
    "Refuses a stack file that differs from what was deployed last. Sets the image in it, updates the system and waits until its pods are ready. When the update fails, the time limit is reached or somebody interrupts, it shows why pods are not ready, puts the stack file back and updates once more. At the end it prints the change to commit. IMAGE is TAG, REPOSITORY:TAG, REPOSITORY@DIGEST, TAG@DIGEST or a digest; staging and prod demand a digest. A tag that stands beside a former digest is taken away unless IMAGE has one.",
  workflows: ["W-03", "W-17"],
  examples: [
    "update dev mllp v1.1.0",
    "update prod healthcare v1.1.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "update staging appointment sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef --image booking --commit",
  ],
})
  .argument("<stack>", "the stack")
  .argument("<system>", "the system")
  .argument("<image>", "the image")
  .option("--image <name>", "which image of the system, such as booking or database")
  .option(...COMMIT)
  .action((stack, systemName, text, { image: imageName }, command) => {
    const system = requireSystem(systemName);
    const name = requireImage(system, imageName);
    const given = parseImage(text);
    const targets = targetsOf(system);
    return run(command, {
      changes: stack,
      explain: () => [...imageLines(stack, system, name, given), upCommand(stack, { targets })],
      perform: (context: Context) =>
        changeStack(context, {
          stack,
          system,
          targets,
          decide: async (session) => {
            const environment = await environmentOf(session);
            requireParts(system, name, given, environment !== undefined && isStrict(environment), stack);
            await requireNoTrial(session, system, [name]);
            const former = (await configuredImages(session, system))[name] ?? {};
            return decideImage(system, name, former, given);
          },
        }),
    });
  });

/** @throws OperationError `usage` for an image that the environment does not take */
function requireParts(system: SystemName, name: string, given: GivenImage, strict: boolean, stack: string): void {
  const { digest, tag } = given;
  if (strict && digest === undefined) {
    throw new OperationError(
      "usage",
      `Stack ${stack} takes images by digest only (R-63); ${imageText(given)} has none. Nothing was changed.`,
      ["Take the digest that the registry reports for it: TAG@sha256:…"],
    );
  }
  if (settingsOf[system].images[name]?.needsTag === true && tag === undefined) {
    throw new OperationError(
      "usage",
      `The image ${name} of ${system} needs its tag beside the digest: it becomes the label version (C-19). Nothing was changed.`,
      ["TAG@sha256:…"],
    );
  }
}
