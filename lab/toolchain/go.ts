import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { LabError } from "../errors";
import { compareGoVersions } from "./gomod";

/** The Go installation that builds the tool chain, with the settings it is given. */
export interface Go {
  /** Such as "go1.26.8". */
  readonly version: string;
  /** Go's build cache and module cache, absolute. */
  readonly buildCache: string;
  readonly moduleCache: string;
  /** "1" or "0": whether C code is compiled in. It changes the result, so it belongs to the key of a build. */
  readonly cgo: string;
  /** The complete environment of every Go command. */
  readonly environment: NodeJS.ProcessEnv;
}

export interface GoRun {
  readonly code: number | null;
  readonly stdout: string;
  /** Every line of the standard error. */
  readonly lines: readonly string[];
}

/**
 * Variables of Go that a person may have set for his machine and that neither change what is built nor whether it is
 * verified. Every other one that begins with GO is taken out of the environment.
 */
const KEPT = new Set([
  "GOAUTH",
  "GOCACHE",
  "GODEBUG",
  "GOGC",
  "GOMAXPROCS",
  "GOMEMLIMIT",
  "GOMODCACHE",
  "GOPATH",
  "GOPROXY",
  "GOROOT",
  "GOSUMDB",
  "GOTOOLCHAIN",
  "GOVCS",
]);
/** Flags of GOFLAGS that only say how to work, not what to build or trust. */
const KEPT_FLAGS = /^--?(?:p|modcacherw|buildvcs)(?:=|$)/;

/** What is asked of `go env`: these may also stand in Go's own configuration file, which later commands do not read. */
const ASKED = ["GOVERSION", "GOCACHE", "GOMODCACHE", "GOFLAGS", "CGO_ENABLED", "GOPATH", ...KEPT] as const;

/**
 * Finds Go on PATH and settles the environment of its commands, with checksum verification always on: the settings that switch
 * it off (GOSUMDB=off, GONOSUMDB, GOPRIVATE, GOINSECURE, `-mod=mod`) are ignored wherever they come from.
 * @throws LabError when Go is missing, does not work, or is too old and may not (or can not) fetch a newer one
 */
export async function findGo(search: GoSearch): Promise<Go> {
  const { env, needed } = search;
  // Go's own file may set variables that an empty one in the environment does not override: read it once, then leave it out.
  const asked = await goEnv({ ...env, GOWORK: "off" }, search);
  const environment = goEnvironment(env, asked);
  let version = asked["GOVERSION"] ?? "";
  if (compareGoVersions(version, needed) < 0) {
    const toolchain = asked["GOTOOLCHAIN"] ?? "";
    // Go before 1.21 knows no toolchains and answers with an empty setting.
    if (!toolchain.includes("auto")) {
      throw tooOld(version, needed, `GOTOOLCHAIN is "${toolchain}", so it fetches no newer one`);
    }
    search.onFetch?.();
    environment["GOTOOLCHAIN"] = `go${needed}`;
    try {
      version = (await goEnv(environment, search))["GOVERSION"] ?? version;
    } catch (error) {
      search.signal?.throwIfAborted();
      throw tooOld(version, needed, error instanceof Error ? error.message : String(error));
    }
  }
  return {
    version,
    buildCache: asked["GOCACHE"] ?? "",
    moduleCache: asked["GOMODCACHE"] ?? "",
    cgo: asked["CGO_ENABLED"] ?? "",
    environment,
  };
}

export interface GoSearch {
  readonly env: NodeJS.ProcessEnv;
  /** The lowest Go version that can build everything. */
  readonly needed: string;
  /** Any existing folder outside a Go module. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** Called before an older Go fetches the needed one, which takes a while. */
  readonly onFetch?: () => void;
}

function tooOld(version: string, needed: string, why: string): LabError {
  return new LabError(`Go is too old: ${version} is installed, the tool chain needs ${needed} or newer (${why}).`, {
    remedy: `Install Go ${needed} or newer and put it first on PATH, then run the command again.`,
  });
}

/** The environment of all Go commands: the person's own, less whatever changes what is built or switches verification off. */
export function goEnvironment(env: NodeJS.ProcessEnv, asked: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const result: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith("GO") || KEPT.has(name)) result[name] = value;
  }
  for (const name of KEPT) {
    const value = asked[name];
    if (value) result[name] = value;
  }
  if (result["GOSUMDB"] === "off") delete result["GOSUMDB"];
  const flags = (asked["GOFLAGS"] ?? "").split(/\s+/).filter((flag) => KEPT_FLAGS.test(flag));
  return {
    ...result,
    ...(asked["CGO_ENABLED"] ? { CGO_ENABLED: asked["CGO_ENABLED"] } : {}),
    GOFLAGS: ["-mod=readonly", ...flags].join(" "),
    GOENV: "off",
    GOWORK: "off",
  };
}

async function goEnv(
  env: NodeJS.ProcessEnv,
  { folder, needed, signal }: Pick<GoSearch, "folder" | "needed" | "signal">,
): Promise<Record<string, string>> {
  const run = await runGo(["env", "-json", ...new Set(ASKED)], { env, cwd: folder, needed, signal });
  if (run.code !== 0) {
    throw new LabError(`"go env" fails: ${run.lines.slice(-3).join(" ").trim() || `exit code ${run.code ?? "none"}`}`, {
      remedy: 'Make "go env" work in a shell of yours (see the message above), then run the command again.',
    });
  }
  return JSON.parse(run.stdout) as Record<string, string>;
}

/**
 * The guard that Go runs under, in POSIX sh: it waits for the end of its standard input, which comes when this process closes
 * it or dies in whatever way, and then ends the whole process group, Go's compilers included.
 */
const GUARD =
  'exec 3<&0; (trap "" INT TERM HUP; read _ <&3; kill -KILL 0) >/dev/null 2>&1 & exec "$0" "$@" </dev/null 3<&-';

export interface GoOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** The Go version to name when there is no Go at all. */
  readonly needed: string;
  /** Gets each line of the standard error as it comes. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a Go command to its end. Nothing of it survives this process, even when that is killed.
 * @throws LabError when there is no Go on PATH; the signal's reason when it is aborted
 */
export async function runGo(args: readonly string[], options: GoOptions): Promise<GoRun> {
  options.signal?.throwIfAborted();
  const child = spawn("/bin/sh", ["-c", GUARD, "go", ...args], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  // The guard may end before the pipe is closed.
  child.stdin.on("error", () => undefined);
  const abort = (): void => {
    child.stdin.destroy();
  };
  options.signal?.addEventListener("abort", abort, { once: true });
  try {
    const lines: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => {
      lines.push(line);
      options.onLine?.(line);
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", abort);
      child.once("close", resolve);
    });
    options.signal?.throwIfAborted();
    // 127 is the shell's "not found", 126 its "not executable".
    if ((code === 127 || code === 126) && stdout === "") throw goMissing(options.needed);
    return { code, stdout, lines };
  } finally {
    options.signal?.removeEventListener("abort", abort);
  }
}

function goMissing(needed: string): LabError {
  return new LabError("Go is not installed: there is no working `go` on PATH, and the tool chain is not built yet.", {
    remedy: `Install Go ${needed} or newer (see go.dev/doc/install) and put it on PATH, then run the command again.`,
  });
}
