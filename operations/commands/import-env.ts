import { COMMIT, operation } from "../command";
import { configure, stackFile } from "../pulumi/configuration";
import { StackSession } from "../pulumi/stack";
import { run } from "../run";
import { readEnv, readSecretFile, unknownText, variableOf } from "../secrets/env-file";
import { secretsOf } from "../secrets/keys";
import { requireSystem } from "../systems";

/** `bulwark import-env STACK SYSTEM FILE` (W-16). */
export const importEnv = operation("import-env", {
  summary: "take the secrets of a system from an env file into the stack file, encrypted",
  details:
    "DATABASE_URL becomes databaseUrl of the system, and so on. Variables that are no secrets of the system are named and left alone; a value is never printed. A file that git tracks is refused. Nothing is deployed.",
  workflows: ["W-16"],
  examples: ["import-env staging smedrec .env.staging"],
})
  .argument("<stack>", "the stack")
  .argument("<system>", "the system")
  .argument("<file>", "a file of lines NAME=value")
  .option(...COMMIT)
  .action((stack, system, file, _, command) =>
    run(command, {
      changes: stack,
      explain: () =>
        secretsOf(requireSystem(system))
          .filter(({ isConfigurable }) => isConfigurable)
          .map(
            ({ name }) =>
              `pulumi config set --stack ${stack} --secret ${system}:${name}  # the value of ${variableOf(name)} on standard input`,
          ),
      perform: async (context) => {
        const { known, unknown } = readEnv(requireSystem(system), await readSecretFile(file));
        const session = await StackSession.open(context, stack);
        const settings = Object.entries(known).map(([name, value]) => ({
          path: `${system}:${name}`,
          value,
          secret: true,
        }));
        await configure(session, settings);
        const set = settings.map(({ path }) => path);
        return {
          text: [
            `Set in ${stackFile(session)}, encrypted: ${set.join(", ")}.`,
            ...unknown.map((each) => `${unknownText(each)} It was left alone.`),
            `Next: bulwark deploy ${stack} ${system}`,
          ].join("\n"),
          data: { stack, system, set, unknown },
          summary: `${system}: secrets taken from an env file`,
        };
      },
    }),
  );
