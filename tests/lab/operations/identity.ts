/** Works on a lab as somebody else than its administrator. */
import { writeFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import { readFile } from "node:fs/promises";
import type { StackLab } from "../stacks/lab";

interface Kubeconfig {
  readonly users: readonly { readonly name: string; user: object }[];
}

/** Where the identities of deploy/rbac live. */
const NAMESPACE = "bulwark-delivery";

/**
 * Writes a kubeconfig with the lab's context, by which one is the ServiceAccount `account` for an hour.
 * @returns the environment of a command that shall act as this account
 */
export async function actAs(lab: StackLab, account: string, file: string): Promise<NodeJS.ProcessEnv> {
  const token = (await lab.kubectl("create", "token", account, "-n", NAMESPACE, "--duration=1h")).trim();
  const config = parse(await readFile(lab.project.kubeconfig, "utf8")) as Kubeconfig;
  for (const entry of config.users) entry.user = { token };
  await writeFile(file, stringify(config), { mode: 0o600 });
  return { KUBECONFIG: file };
}
