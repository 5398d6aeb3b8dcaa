import { Command } from "@commander-js/extra-typings";
import type { OpMap } from "@pulumi/pulumi/automation";

import { dayOf } from "../../config/primitives/date";
import { operation } from "../command";
import type { Outcome } from "../context";
import { OperationError } from "../errors";
import { commandLine, imageLines, upCommand } from "../explain";
import { countsText } from "../output/counts";
import { createPreview, imageOf, removePreview, updatePreview, type PreviewRequest } from "../previews/lifecycle";
import { isExpired, knownPreviews, pullRequest, stackOf, type KnownPreview } from "../previews/stacks";
import { run } from "../run";

const IMAGES = "an image of the pull request, such as bitvaultd=pr-7; again for more";
const EXPIRES = "day from which it may be removed, as 2026-12-31 (default: two weeks after each update)";

const gather = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

const create = operation("create", {
  summary: "make the preview of a pull request",
  details:
    "Makes the stack preview-pr-N with the configuration of another stack, for BitVault alone, and deploys it into bitvault-preview-pr-N. When that fails, the stack and all that it made are taken away again.",
  workflows: ["W-26"],
  examples: ["previews create 7 --image bitvaultd=pr-7", "previews create 7 --from staging --expires 2026-12-31"],
})
  .argument("<number>", "the pull request", pullRequest)
  .option("--from <stack>", "the stack whose configuration it is given", "dev")
  .option("--image <name=image>", IMAGES, gather)
  .option("--expires <day>", EXPIRES)
  .action((number, { from, image: images = [], expires }, command) => {
    const stack = stackOf(number);
    return run(command, {
      explain: () => [
        commandLine("pulumi", "stack", "init", stack, "--copy-config-from", from, "--no-select"),
        commandLine("pulumi", "config", "rm", "--stack", stack, "bulwark:systems"),
        commandLine("pulumi", "config", "set", "--stack", stack, "bulwark:environment", "preview"),
        commandLine("pulumi", "config", "set", "--stack", stack, "bulwark:ownsShared", "false"),
        commandLine("pulumi", "config", "set", "--stack", stack, "--path", "bulwark:systems[0]", "bitvault"),
        ...requestLines(stack, { images, expires }),
        upCommand(stack),
      ],
      perform: async (context) => {
        let counts: OpMap = {};
        await context.follow([
          {
            title: `Preview of pull request ${number}`,
            run: async (report) => {
              counts = await createPreview(context, { pullRequest: number, from, images, expires }, report);
            },
          },
        ]);
        return deployed(number, counts);
      },
    });
  });

const update = operation("update", {
  summary: "bring a preview to another commit of its pull request",
  workflows: ["W-26"],
  examples: ["previews update 7 --image bitvaultd=pr-7-2"],
})
  .argument("<number>", "the pull request", pullRequest)
  .option("--image <name=image>", IMAGES, gather)
  .option("--expires <day>", EXPIRES)
  .action((number, { image: images = [], expires }, command) =>
    run(command, {
      explain: () => [...requestLines(stackOf(number), { images, expires }), upCommand(stackOf(number))],
      perform: async (context) => {
        let counts: OpMap = {};
        await context.follow([
          {
            title: `Preview of pull request ${number}`,
            run: async (report) => {
              counts = await updatePreview(context, { pullRequest: number, images, expires }, report);
            },
          },
        ]);
        return deployed(number, counts);
      },
    }),
  );

const remove = operation("remove", {
  summary: "delete a preview, or all whose day has come",
  details:
    "Deletes all that the preview made and forgets its stack. One that is not there is no error. With --expired: every preview whose day has come; one that was never deployed is left alone.",
  workflows: ["W-26"],
  examples: ["previews remove 7", "previews remove --expired"],
})
  .argument("[number]", "the pull request", pullRequest)
  .option("--expired", "every preview whose day has come")
  .action((number, { expired = false }, command) =>
    run(command, {
      explain: () => [
        commandLine("pulumi", "destroy", "--yes", "--stack", number === undefined ? "preview-pr-N" : stackOf(number)),
        commandLine("pulumi", "stack", "rm", "--yes", number === undefined ? "preview-pr-N" : stackOf(number)),
      ],
      perform: async (context) => {
        if ((number === undefined) !== expired) {
          throw new OperationError("usage", "Which preview: a number, or --expired for all whose day has come.");
        }
        const today = dayOf(new Date());
        const chosen =
          number === undefined
            ? (await knownPreviews(context))
                .filter((known) => isExpired(known, today))
                .map((known) => known.pullRequest)
            : [number];
        const removed: number[] = [];
        await context.follow(
          chosen.map((each) => ({
            title: `Removal of the preview of pull request ${each}`,
            run: async (report) => {
              if (await removePreview(context, each, report)) removed.push(each);
            },
          })),
        );
        return {
          text: removed.length === 0 ? "Nothing to remove." : `Removed: ${removed.map(stackOf).join(", ")}.`,
          data: { removed },
        };
      },
    }),
  );

const list = operation("list", {
  summary: "the previews that there are, and their last days",
  workflows: ["W-26"],
  examples: ["previews list"],
}).action((_options, command) =>
  run(command, {
    explain: () => [commandLine("pulumi", "stack", "ls")],
    perform: async (context) => {
      const previews = await knownPreviews(context);
      return {
        text: previews.length === 0 ? "No previews." : previews.map(line).join("\n"),
        data: { previews },
      };
    },
  }),
);

/** What of a pull request goes into its preview's stack file. */
function requestLines(
  stack: string,
  { images, expires }: Pick<PreviewRequest, "images" | "expires">,
): readonly string[] {
  return [
    ...(expires === undefined
      ? []
      : [commandLine("pulumi", "config", "set", "--stack", stack, "bulwark:expiresAt", expires)]),
    ...images.map(imageOf).flatMap(([name, image]) => imageLines(stack, "bitvault", name, image)),
  ];
}

function line({ stack, expiresAt }: KnownPreview): string {
  return `${stack}  ${expiresAt === undefined ? "never deployed" : `may go from ${expiresAt}`}`;
}

function deployed(number: number, counts: OpMap): Outcome {
  const namespace = `bitvault-${stackOf(number)}`;
  return {
    text: `The preview of pull request ${number} is deployed in ${namespace}: ${countsText(counts)}.`,
    data: { stack: stackOf(number), namespace, changes: counts },
  };
}

/** `bulwark previews create|update|remove|list`. */
export const previews = new Command("previews").summary("previews of pull requests (BitVault)");
for (const command of [create, update, remove, list]) previews.addCommand(command);
