import { operation } from "../command";
import type { Context, Outcome } from "../context";
import { OperationError } from "../errors";
import { commandLine, upCommand } from "../explain";
import { countsText } from "../output/counts";
import { changeStack, type Decision } from "../pulumi/change";
import { dataLost } from "../pulumi/data";
import { environmentOf } from "../pulumi/environment";
import { label } from "../pulumi/events";
import { managedObjects, type ManagedObject } from "../pulumi/inventory";
import { StackSession } from "../pulumi/stack";
import { guardedResources, unprotect } from "../pulumi/unprotect";
import { run } from "../run";
import { requireSystem } from "../systems";
import type { SystemName } from "../../systems/registry";

interface DeleteOptions {
  readonly confirm?: string | undefined;
  readonly deleteData?: true | undefined;
  readonly releaseData?: true | undefined;
}

/** What a deletion meets. */
interface Found {
  readonly objects: readonly ManagedObject[];
  /** URNs of what Pulumi refuses to delete. */
  readonly guarded: readonly string[];
}

/** `bulwark delete STACK [SYSTEM]` (W-10). */
export const deletion = operation("delete", {
  summary: "delete a system or a whole stack; data only where it is said so",
  details:
    "With SYSTEM, takes it out of bulwark:systems and updates; without, deletes everything that the stack made, and leaves its file and history. Asks; in prod the name of the stack must be typed, or given as --confirm. What holds data is kept unless told otherwise: volumes and databases that would go stop the command until --delete-data says that they may. What Pulumi protects stops it until --release-data: then Pulumi forgets these objects, and they stay in the cluster with their data, as does their namespace.",
  workflows: ["W-10"],
  examples: [
    "delete dev mllp",
    "delete dev --delete-data --yes",
    "delete prod healthcare --release-data --confirm prod",
  ],
})
  .argument("<stack>", "the stack")
  .argument("[system]", "one system of it")
  .option("--confirm <stack>", "consent in prod: the name of the stack")
  .option("--delete-data", "volumes and databases may go, with all that they hold")
  .option("--release-data", "take Pulumi's protection away; the objects stay in the cluster")
  .action((stack, systemName, options, command) => {
    const system = systemName === undefined ? undefined : requireSystem(systemName);
    return run(command, {
      ...(system === undefined ? {} : { changes: stack }),
      explain: () => [
        ...(options.releaseData === true ? [commandLine("pulumi", "state", "unprotect", "--stack", stack, "URN")] : []),
        ...(system === undefined
          ? [commandLine("pulumi", "destroy", "--stack", stack)]
          : [`pulumi config set --stack ${stack} --path 'bulwark:systems[0]' ANOTHER_SYSTEM`, upCommand(stack)]),
      ],
      perform: (context) =>
        system === undefined ? deleteStack(context, stack, options) : deleteSystem(context, stack, system, options),
    });
  });

async function deleteStack(context: Context, stack: string, options: DeleteOptions): Promise<Outcome> {
  const session = await StackSession.open(context, stack);
  const objects = await managedObjects(session);
  const guarded = await guardedResources(session);
  await consent(session, { objects, guarded }, `everything in stack ${stack}`, options);
  let text = "";
  await context.follow([
    {
      title: `Deletion of stack ${stack}`,
      run: async (report) => {
        await unprotect(session, guarded);
        text = countsText((await session.destroy({ report })).counts);
      },
    },
  ]);
  return {
    text: [
      `Stack ${stack} is empty: ${text}. Its file and its history are still there (pulumi stack rm ${stack}).`,
      ...keptText(guarded),
    ].join("\n"),
    data: { stack, kept: guarded },
  };
}

async function deleteSystem(
  context: Context,
  stack: string,
  system: SystemName,
  options: DeleteOptions,
): Promise<Outcome> {
  let found: Found = { objects: [], guarded: [] };
  const outcome = await changeStack(context, {
    stack,
    decide: async (session) => {
      const all = await managedObjects(session);
      found = {
        objects: all.filter((object) => object.system === system),
        guarded: await guardedResources(session, system),
      };
      return decide(stack, system, all);
    },
    ask: async (session) => {
      await consent(session, found, `${system} in stack ${stack}`, options);
      await unprotect(session, found.guarded);
    },
  });
  return { ...outcome, text: [outcome.text, ...keptText(found.guarded)].join("\n") };
}

function decide(stack: string, system: SystemName, all: readonly ManagedObject[]): Decision {
  const present = [...new Set(all.flatMap((object) => (object.system === undefined ? [] : [object.system])))];
  if (!present.includes(system)) {
    throw new OperationError("usage", `Stack ${stack} has nothing of ${system} deployed. Nothing was changed.`);
  }
  const rest = present.filter((name) => name !== system);
  if (rest.length === 0) {
    throw new OperationError("usage", `${system} is the only system of stack ${stack}. Nothing was changed.`, [
      `bulwark delete ${stack} deletes the stack.`,
    ]);
  }
  return {
    remove: ["bulwark:systems"],
    settings: rest.map((name, index) => ({ path: `bulwark:systems[${index}]`, value: name })),
    summary: `${system} deleted; left: ${rest.join(", ")}`,
  };
}

/** @throws OperationError `refused` */
async function consent(
  session: StackSession,
  { objects, guarded }: Found,
  what: string,
  { confirm, deleteData, releaseData }: DeleteOptions,
): Promise<void> {
  const lost = dataLost(objects);
  if (guarded.length > 0 && releaseData !== true) {
    throw new OperationError("refused", `Pulumi protects data in ${what}:\n${lines(guarded)}\nNothing was changed.`, [
      "First back it up, with the keys that open it: docs/healthcare.md, docs/bitvault.md, docs/mllp.md.",
      "Then --release-data: Pulumi forgets these objects, and they stay in the cluster.",
    ]);
  }
  if (lost.length > 0 && deleteData !== true) {
    throw new OperationError(
      "refused",
      `Data would be lost with ${what}:\n${lines(lost.map(({ urn }) => urn))}\nNothing was changed.`,
      ["Back it up if it matters, then --delete-data."],
    );
  }
  const question = `Delete ${what}: ${objects.length} objects${lost.length === 0 ? "" : `, ${lost.length} of them with data that is lost`}.`;
  const isProd = (await environmentOf(session)) === "prod";
  const typed = isProd
    ? { word: session.name, ...(confirm === undefined ? {} : { confirmation: confirm }) }
    : undefined;
  await session.context.confirm(question, typed);
}

function lines(urns: readonly string[]): string {
  return urns.map((urn) => `  ${label(urn)}`).join("\n");
}

function keptText(kept: readonly string[]): readonly string[] {
  return kept.length === 0
    ? []
    : [
        `No longer Pulumi's; what of it is in the cluster stays there:\n${lines(kept)}`,
        "Delete it by kubectl when nobody needs it any more.",
      ];
}
