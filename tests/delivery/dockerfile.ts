/** A Dockerfile as BuildKit reads it, by the program lab/toolchain/modules/dockerfile. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { ensureLinters } from "../../lab/toolchain";
import { createReporter } from "../../lab/reporter";

/** What a check of BuildKit objects to. */
export interface Finding {
  readonly rule: string;
  readonly detail: string;
  readonly url: string;
  /** 0: the whole file. */
  readonly line: number;
}

/** One instruction; the words of `RUN` are one text. */
export interface Instruction {
  /** In upper-case letters. */
  readonly name: string;
  /** Such as `--from=builder`. */
  readonly flags: readonly string[];
  readonly words: readonly string[];
  readonly line: number;
}

/** The configuration that an image gets from a stage; nothing in it comes from a base image outside of the file. */
export interface ImageConfiguration {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Labels?: Readonly<Record<string, string>>;
}

/** What stands between one `FROM` and the next. */
export interface Stage {
  readonly name: string;
  readonly base: string;
  readonly instructions: readonly Instruction[];
  /** Missing where the file has findings. */
  readonly image?: ImageConfiguration;
}

/** A Dockerfile. */
export interface Dockerfile {
  readonly findings: readonly Finding[];
  /** The build arguments before the first stage. */
  readonly arguments: readonly Instruction[];
  readonly stages: readonly Stage[];
}

/** The Dockerfile of the services. */
export const SERVICE_DOCKERFILE = join(__dirname, "../../docker/Dockerfile");

/** One value for every build argument of {@link SERVICE_DOCKERFILE} that has no default. */
export const BUILD_ARGUMENTS = {
  SERVICE_DIR: "services/booking",
  BUILD_DATE: "2026-01-02T03:04:05Z",
  GIT_COMMIT: "0123456789abcdef0123456789abcdef01234567",
  GIT_BRANCH: "main",
} as const;

/**
 * Reads a Dockerfile with these build arguments; builds the reader first where it is missing, which takes a minute.
 *
 * @throws what BuildKit says when it cannot make a build of the file
 */
export async function readDockerfile(
  file: string,
  buildArguments: Readonly<Record<string, string>> = {},
): Promise<Dockerfile> {
  const reporter = createReporter();
  const { dockerfile } = await ensureLinters({ reporter }).finally(() => {
    reporter.stop();
  });
  const words = Object.entries(buildArguments).map(([name, value]) => `${name}=${value}`);
  const { stdout } = await promisify(execFile)(dockerfile, [file, ...words]);
  return JSON.parse(stdout) as Dockerfile;
}
