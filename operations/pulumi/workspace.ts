import { existsSync } from "node:fs";
import { join } from "node:path";

import type * as Automation from "@pulumi/pulumi/automation";
import type { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";

import type { Context } from "../context";
import { OperationError } from "../errors";
import { ownGroupCli } from "./cli";
import { pulumiFailure } from "./failure";

/**
 * Opens a stack of the project for the Automation API, without making it the selected one: a `pulumi up` that somebody
 * types afterwards must not find itself in another stack than before.
 *
 * @throws OperationError `usage` for a stack that the back end does not know, with those that it knows
 */
export async function openStack(context: Context, name: string): Promise<Stack> {
  const workspace = await openWorkspace(context);
  const known = await list(workspace);
  if (!known.includes(name)) {
    throw new OperationError(
      "usage",
      `The state back end has no stack "${name}". It has: ${known.length === 0 ? "none" : known.join(", ")}.`,
      existsSync(join(context.cwd, `Pulumi.${name}.yaml`))
        ? [`pulumi stack init ${name} --no-select`]
        : [`A stack also needs a file Pulumi.${name}.yaml.`],
    );
  }
  return (await automation()).Stack.select(name, workspace);
}

/**
 * Opens the project.
 * @throws OperationError `usage` when there is no project or no usable Pulumi CLI
 */
export async function openWorkspace({ cwd, again }: Context): Promise<LocalWorkspace> {
  if (!existsSync(join(cwd, "Pulumi.yaml"))) {
    throw new OperationError("usage", `There is no Pulumi project in ${cwd}.`, ["Name its folder with --cwd."]);
  }
  const { LocalWorkspace: Workspace } = await automation();
  try {
    const workspace = await Workspace.create({
      workDir: cwd,
      envVars: { PULUMI_SKIP_UPDATE_CHECK: "true" },
      pulumiCommand: await ownGroupCli(again),
    });
    workspace.selectStack = () => Promise.resolve();
    return workspace;
  } catch (error) {
    const words = (error as Error).message;
    const reason = words.includes("ENOENT") ? "it is not on the PATH" : words.trim();
    throw new OperationError("usage", `Pulumi's CLI is not usable: ${reason}.`, [
      'Install it, or take the lab\'s: eval "$(npm run -s lab -- env)".',
    ]);
  }
}

/** The API with all that it needs takes half a second to load; `help` and completion go without. */
const automation = (): Promise<typeof Automation> => import("@pulumi/pulumi/automation/index.js");

async function list(workspace: LocalWorkspace): Promise<readonly string[]> {
  try {
    return (await workspace.listStacks()).map(({ name }) => name.slice(name.lastIndexOf("/") + 1)).sort();
  } catch (error) {
    throw pulumiFailure(error, "listing the stacks");
  }
}
