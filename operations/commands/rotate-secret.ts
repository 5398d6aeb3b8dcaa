import { text } from "node:stream/consumers";

import type { Context, Outcome } from "../context";
import { COMMIT, operation } from "../command";
import { OperationError } from "../errors";
import { commandLine, upCommand } from "../explain";
import { values } from "../pulumi/configuration";
import { StackSession } from "../pulumi/stack";
import { run } from "../run";
import { readSecretFile } from "../secrets/env-file";
import { originOf, requireSecret, type SecretOfSystem } from "../secrets/keys";
import { rotateConfigured, rotateGenerated, type Rotation } from "../secrets/rotate";
import { requireSystem, targetsOf } from "../systems";

/** `bulwark rotate-secret STACK SYSTEM KEY` (W-16). */
export const rotateSecret = operation(
  "rotate-secret",
  {
    summary: "give a secret of a system another value, and its pods with it",
    details:
      "A generated secret gets a new value; a configured one the value of --from, a file or - for standard input. The pods roll in the same update, one more at a time and none less. The password of a database that keeps its own is changed in it while the first new pod waits. When the update of a configured secret fails, the value before is put back; that of a generated one is gone, and the same command finishes the rotation. A value that an external store holds is refused: change it there. The key with which patients' data are encrypted is refused as well.",
    workflows: ["W-16"],
    examples: ["rotate-secret prod smedrec authSecret", "rotate-secret prod smedrec databaseUrl --from database-url"],
  },
  { timeout: "20m" },
)
  .argument("<stack>", "the stack")
  .argument("<system>", "the system")
  .argument("<key>", "the secret's name in the configuration")
  .option("--from <file>", "the new value of a configured secret; - reads standard input")
  .option(...COMMIT)
  .action((stack, system, key, { from }, command) =>
    run(command, {
      changes: stack,
      explain: () => explain(stack, system, requireSecret(requireSystem(system), key), from),
      perform: (context) => perform(context, stack, { system, key, from }),
    }),
  );

async function perform(
  context: Context,
  stack: string,
  { system, key, from }: { readonly system: string; readonly key: string; readonly from: string | undefined },
): Promise<Outcome> {
  const secret = requireSecret(requireSystem(system), key);
  if (key === "tlsCertificate" || key === "tlsKey") {
    throw new OperationError("usage", "A certificate and its key are changed together.", [
      `bulwark rotate-cert ${stack} ${system} --certificate tls.crt --key tls.key`,
    ]);
  }
  const session = await StackSession.open(context, stack);
  const origin = originOf(await values(session), system, secret);
  const rotation: Rotation = { session, system, secret };
  if (origin === "external") {
    throw new OperationError("refused", `${system}:${key} is fetched from an external store: change it there.`, [
      `When the store has the new value: bulwark restart ${stack} ${system}`,
    ]);
  }
  if (origin === "missing" || (origin === "configured" && from === undefined)) {
    throw new OperationError("usage", `${system}:${key} has no value that the program could make: give one.`, [
      `bulwark rotate-secret ${stack} ${system} ${key} --from FILE`,
    ]);
  }
  if (origin === "generated" && from !== undefined) {
    throw new OperationError("usage", `${system}:${key} is generated; --from is for configured secrets.`);
  }
  const isRotated =
    from === undefined
      ? await rotateGenerated(rotation, new Date())
      : await rotateConfigured(rotation, await read(from));
  return {
    text: isRotated
      ? `${system}:${key} is rotated; its pods have the new value.`
      : `${system}:${key} has this value already.`,
    data: { stack, system, key, origin, rotated: isRotated },
    summary: `${system}: secret ${key} rotated`,
  };
}

/** Editors end a file with a line break, which is no part of a secret. */
async function read(from: string): Promise<string> {
  const value = (from === "-" ? await text(process.stdin) : await readSecretFile(from)).replace(/\r?\n$/u, "");
  if (value === "") throw new OperationError("usage", "The new value is empty; nothing was changed.");
  return value;
}

function explain(
  stack: string,
  system: string,
  { name, isGenerated }: SecretOfSystem,
  from: string | undefined,
): readonly string[] {
  const up = upCommand(stack, { targets: targetsOf(requireSystem(system)) });
  if (from !== undefined || !isGenerated) {
    return [
      `${commandLine("pulumi", "config", "set", "--stack", stack, "--secret", `${system}:${name}`)} < ${from ?? "FILE"}`,
      up,
    ];
  }
  const version = new Date().toISOString();
  return [
    commandLine("pulumi", "config", "set", "--stack", stack, "--path", `${system}:secretsVersion.${name}`, version),
    up,
  ];
}
