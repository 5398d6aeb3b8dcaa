/** A lab as its user sees it: where its folders are and which environment reaches it. */
import { join } from "node:path";
import { labDir } from "../paths";
import { shellQuote } from "../shell";

/** The folders and files of one lab that concern Pulumi; the control plane's own are beside them. */
export interface LabProject {
  readonly name: string;
  /** The clone that the lab runs. */
  readonly root: string;
  /** Project folder: stack files copied, everything else linked to the clone. */
  readonly folder: string;
  /** Folder of the commands `pulumi` and `kubectl`, first on the lab shell's PATH. */
  readonly bin: string;
  /** Pulumi's back end, home and passphrase. */
  readonly state: string;
  readonly home: string;
  readonly passphraseFile: string;
  readonly kubeconfig: string;
}

/** Everything of the lab `name` that is Pulumi's: project folder, state, plugins, passphrase. */
export const pulumiDir = (name: string): string => join(labDir(name), "pulumi");

/** Where everything of the lab `name` is for the clone at `root`. Makes nothing. */
export function labProject(name: string, root: string, kubeconfig: string, home: string): LabProject {
  const pulumi = pulumiDir(name);
  return {
    name,
    root,
    folder: join(pulumi, "project"),
    bin: join(pulumi, "bin"),
    state: join(pulumi, "state"),
    home,
    passphraseFile: join(pulumi, "passphrase"),
    kubeconfig,
  };
}

/** The variables that make plain `pulumi` and `kubectl` work on the lab, without PATH. */
export function environment(project: LabProject): Record<string, string> {
  return {
    KUBECONFIG: project.kubeconfig,
    PULUMI_HOME: project.home,
    PULUMI_BACKEND_URL: `file://${project.state}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: project.passphraseFile,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** Variables of the caller that would lead Pulumi out of the lab. */
export const FOREIGN_VARIABLES = [
  "PULUMI_CONFIG_PASSPHRASE",
  "PULUMI_ACCESS_TOKEN",
  "PULUMI_STACK",
  "PULUMI_PREFER_YARN",
  "PULUMI_NODEJS_TRANSPILE_ONLY",
  "PULUMI_NODEJS_TSCONFIG_PATH",
] as const;

/** The whole environment of a command in the lab: the caller's, less what leads out of it. */
export function commandEnvironment(project: LabProject): NodeJS.ProcessEnv {
  const inherited = { ...process.env };
  for (const name of FOREIGN_VARIABLES) Reflect.deleteProperty(inherited, name);
  return { ...inherited, ...environment(project), PATH: `${project.bin}:${process.env["PATH"] ?? ""}` };
}

/** The variable by which `bulwark` finds the lab's project folder. */
const PROJECT_VARIABLE = "BULWARK_PROJECT";

/** Shell commands for `eval`, quoted for sh, bash and zsh. */
export function shellExports(project: LabProject): string {
  const lines = Object.entries({ ...environment(project), [PROJECT_VARIABLE]: project.folder }).map(
    ([name, value]) => `export ${name}=${shellQuote(value)}`,
  );
  return [`unset ${FOREIGN_VARIABLES.join(" ")}`, ...lines, `export PATH=${shellQuote(project.bin)}:"$PATH"`, ""].join(
    "\n",
  );
}
