import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Catalogue, CrdModule } from "../../../lab/toolchain/catalogue";
import { ensureSet, type EnsureOptions, type ToolSet } from "../../../lab/toolchain/ensure";
import { silentReporter } from "../../../lab/reporter";
import { storedZip } from "./zip";

const DISK = { modules: 10, compile: 10, output: 10 };

/** What a driver process needs to build in a world; survives JSON. */
export interface WorldSpec {
  readonly folder: string;
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly crds: readonly CrdModule[];
}

/** The catalogue of a world: two programs, each in a small Go module without dependencies, and perhaps CRDs. */
export function catalogueOf({ folder, crds }: WorldSpec): Catalogue {
  const build = (name: string) => ({
    name,
    module: `lab.test/${name}/pinned`,
    binaries: { [name]: `lab.test/${name}` },
    disk: DISK,
  });
  return { folder, builds: [build("alpha"), build("beta")], crds, crdDisk: DISK };
}

/** A cache, pinned modules, a module proxy in a folder, and a `go` on PATH that keeps a log: everything in one temporary folder. */
export class World {
  readonly root = mkdtempSync(join(tmpdir(), "toolchain-test-"));
  readonly cache = join(this.root, "cache");
  readonly proxy = join(this.root, "proxy");
  readonly modules = join(this.root, "modules");
  readonly log = join(this.root, "go.log");
  crds: CrdModule[] = [];
  env: NodeJS.ProcessEnv;

  constructor() {
    mkdirSync(this.proxy);
    for (const name of ["alpha", "beta"]) this.writeProgram(name);
    this.write("modules/crds/go.mod", "module lab.test/crds\n\ngo 1.21\n");
    this.write("modules/crds/go.sum", "");
    this.env = {
      PATH: `${join(this.root, "bin")}:/usr/bin:/bin`,
      HOME: process.env["HOME"],
      GOMODCACHE: join(this.root, "mod"),
      GOPROXY: `file://${this.proxy}`,
      GOFLAGS: "-modcacherw",
      GOTOOLCHAIN: "local",
    };
    this.fakeGo(`exec ${realGo()} "$@"`);
  }

  /** Puts a shell script in the place of Go; its calls are logged before it runs. */
  fakeGo(script: string): void {
    this.write("bin/go", `#!/bin/sh\necho "$@" >> ${this.log}\n${script}\n`);
    chmodSync(join(this.root, "bin/go"), 0o755);
  }

  /**
   * A `go` that builds like the real one, but hangs while it builds this program, until the file `release` is there. Its pid
   * stands in the file `hanging`, which is moved into place: an empty one would name the reader's own process group.
   */
  hangingGo(program: string): void {
    this.fakeGo(
      `case "$1 $*" in "build "*lab.test/${program}) echo $$ > ${this.root}/pid; mv ${this.root}/pid ${this.root}/hanging
        while [ ! -e ${this.root}/release ]; do sleep 0.05; done;; esac
      exec ${realGo()} "$@"`,
    );
  }

  /** Writes the module of a program; `version` is what its go.mod pins. */
  writeProgram(name: string, version = "v1.0.0", source = 'package main\n\nfunc main() { println("hello") }\n'): void {
    // Required and never imported: it gives the program a version without a download.
    this.write(
      `modules/${name}/go.mod`,
      `module lab.test/${name}\n\ngo 1.21\n\nrequire lab.test/${name}/pinned ${version}\n`,
    );
    const sum = this.publish(`lab.test/${name}/pinned`, version, {});
    this.write(`modules/${name}/go.sum`, sum);
    this.write(`modules/${name}/main.go`, source);
  }

  /** Serves a module from the proxy folder and returns its lines of go.sum (Go Modules Reference, "go.sum files"). */
  publish(module: string, version: string, files: Readonly<Record<string, string>>): string {
    const goMod = `module ${module}\n`;
    const place = `proxy/${module}/@v/${version}`;
    const contents = { ...files, "go.mod": goMod };
    const entries = Object.entries(contents).map(([file, text]): [string, string] => [
      `${module}@${version}/${file}`,
      text,
    ]);
    this.write(`${place}.info`, JSON.stringify({ Version: version }));
    this.write(`${place}.mod`, goMod);
    writeFileSync(join(this.root, `${place}.zip`), storedZip(entries));
    return `${module} ${version} ${h1(entries)}\n${module} ${version}/go.mod ${h1([["go.mod", goMod]])}\n`;
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  append(path: string, text: string): void {
    appendFileSync(join(this.root, path), text);
  }

  get spec(): WorldSpec {
    return { folder: this.modules, cache: this.cache, env: this.env, crds: this.crds };
  }

  ensure(options: Partial<EnsureOptions> = {}): Promise<ToolSet> {
    const { cache, env } = this;
    return ensureSet({ catalogue: catalogueOf(this.spec), cache, env, reporter: silentReporter, ...options });
  }

  /** The programs that Go has built since the last call, in order. */
  built(): string[] {
    const calls = existsSync(this.log) ? readFileSync(this.log, "utf8").split("\n") : [];
    rmSync(this.log, { force: true });
    return calls.filter((call) => call.startsWith("build ")).map((call) => call.replace(/^.*lab\.test\//, ""));
  }

  /** Everything in the cache that is neither a complete build nor a complete set. */
  leftovers(): string[] {
    return ["builds", "toolchain"]
      .flatMap((folder) => (existsSync(join(this.cache, folder)) ? readdirSync(join(this.cache, folder)) : []))
      .filter((name) => !/^([a-z]+-)?[0-9a-f]{16}$/.test(name));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

let go: string | undefined;
function realGo(): string {
  return (go ??= execFileSync("/bin/sh", ["-c", "command -v go"], { encoding: "utf8" }).trim());
}

/** The hash "h1:" of go.sum: SHA-256 over the sorted lines of `sha256sum`. */
function h1(entries: readonly [string, string][]): string {
  const sha = (text: string) => createHash("sha256").update(text);
  const lines = [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${sha(text).digest("hex")}  ${name}\n`);
  return `h1:${sha(lines.join("")).digest("base64")}`;
}
