/** `npm run audit -- PATH…`: the pack's rules over plain manifests. */
import { resolve } from "node:path";

import { Command, CommanderError } from "commander";

import { readRegister } from "../exemptions/file";
import { RegisterError } from "../exemptions/register";
import { audit, INITIAL_ENVIRONMENT } from "./audit";
import { readConfiguration } from "./configuration";
import { jsonReport } from "./json";
import { profiles, type Profile } from "./profiles";
import { EXIT, exitCode, type AuditReport } from "./report";
import { sarifReport } from "./sarif";
import { readSources } from "./sources";
import { textReport } from "./text";
import { UsageError, type Problem } from "./usage";

/** What the command has of the process around it. */
export interface Surroundings {
  /** The folder in which paths begin. */
  readonly folder: string;
  readonly readStdin: () => string;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Today as `YYYY-MM-DD` in UTC. */
  readonly today: () => string;
  readonly packVersion: string;
  /** The register where no option names another. */
  readonly exemptionsFile: string;
}

interface Given {
  readonly profile: string;
  readonly environment?: string;
  readonly stack?: string;
  readonly exemptions?: string;
  readonly config?: string;
  readonly json?: true;
  readonly sarif?: true;
}

/**
 * Runs the command.
 *
 * @returns the exit code: 0 passed, 1 a mandatory violation, 2 unusable input or a wrong command
 */
export function main(args: readonly string[], around: Surroundings): number {
  const command = describeCommand(around);
  try {
    command.parse(args, { from: "user" });
    const report = run(command.args, command.opts<Given>(), around);
    around.write(written(report, command.opts<Given>(), around));
    return exitCode(report);
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT.passed : EXIT.unusable;
    }
    if (error instanceof UsageError || error instanceof RegisterError) {
      around.writeError(`error: ${error.message}\n`);
      return EXIT.unusable;
    }
    throw error;
  }
}

function describeCommand({ write, writeError }: Surroundings): Command {
  return new Command("npm run audit --")
    .description(
      "Judges Kubernetes manifests by the rules of the policy pack, all of them together as one stack.\n" +
        "Exit code: 0 passed, 1 at least one mandatory violation, 2 unusable input or a wrong command.",
    )
    .argument("<path...>", "files, folders (with all .yaml, .yml and .json in and below them), - for standard input")
    .option("--profile <profile>", `${profiles.join(", ")}: rules of the Pod Security Standards, or every rule`, "all")
    .option(
      "--environment <name>",
      `dev, staging, prod, preview: judges by it; default: what labels of namespaces say, else ${INITIAL_ENVIRONMENT}`,
    )
    .option("--stack <name>", "the stack for which exemptions count; default: the environment")
    .option("--exemptions <file>", "another exemptions register than the pack's")
    .option("--config <file>", "levels and settings, as pulumi takes them by --policy-pack-config")
    .option("--json", "the report as JSON")
    .option("--sarif", "the report as SARIF 2.1.0")
    .showHelpAfterError("Run it with --help to see what it takes.")
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: writeError });
}

const ENVIRONMENT = /^(?:dev|staging|prod|preview)(?:-[a-z0-9-]+)?$/;

function run(paths: readonly string[], given: Given, around: Surroundings): AuditReport {
  const { profile, environment, stack } = given;
  const problems: Problem[] = [];
  if (!isProfile(profile)) {
    problems.push({
      where: "--profile",
      given: profile,
      allowed: profiles.join(", "),
      remedy: "name one of them; all is the default",
    });
  }
  if (environment !== undefined && !ENVIRONMENT.test(environment)) {
    problems.push({
      where: "--environment",
      given: environment,
      allowed: "dev, staging, prod, preview, each with a suffix such as prod-eu",
      remedy: "name one of them, or leave the option out to judge by the labels of namespaces",
    });
  }
  if (given.json === true && given.sarif === true) {
    problems.push({ where: "--json, --sarif", given: "both", allowed: "one of them", remedy: "run it twice" });
  }
  if (problems.length > 0 || !isProfile(profile)) {
    throw new UsageError(problems);
  }
  const { settings, levels } = readConfiguration(given.config, around.folder);
  const register = readRegister(
    given.exemptions === undefined ? around.exemptionsFile : resolve(around.folder, given.exemptions),
  );
  const { sources, faults } = readSources(paths, around.folder, around.readStdin);
  const options = { profile, environment, stack, register, today: around.today, settings, levels };
  const report = audit(sources, options);
  return { ...report, faults: [...faults, ...report.faults] };
}

function isProfile(name: string): name is Profile {
  return profiles.some((profile) => profile === name);
}

function written(report: AuditReport, { json, sarif }: Given, { packVersion }: Surroundings): string {
  if (json === true) {
    return jsonReport(report);
  }
  return sarif === true ? sarifReport(report, packVersion) : textReport(report);
}
