import { LabError } from "../errors";
import type { GoRun } from "./go";
import { noSpace } from "./space";

const DOWNLOAD = /(?<module>[\w.\-/~]+\.[\w.\-/~]+)@(?<version>v[^\s:]+): (?<answer>.+)/;
/** What Go says instead when it is told to ask a source repository directly. */
const DIRECT = /unrecognized import path "(?<module>[^"]+)": (?<answer>.+)/;
const REFUSAL =
  /reading |GOPROXY|Get "|proxy|dial |lookup |connection|timeout|timed out|\b[45]\d\d\b|no such file|not found|unexpected EOF|TLS|x509/i;

/** Tells from Go's output why a command failed, and what to do. */
export function explainFailure(what: string, run: GoRun, folder: string): LabError {
  const output = run.lines.join("\n");
  if (/no space left on device|disk quota exceeded/i.test(output)) {
    return noSpace([folder], "the disk became full while building");
  }
  if (/checksum mismatch|SECURITY ERROR|missing go\.sum entry/.test(output)) {
    return new LabError(`Building ${what} stopped: a download is not what go.sum says.\n${tail(run, 10)}`, {
      remedy:
        "Do not work round this. Restore go.mod and go.sum below lab/toolchain/modules (git status), check the proxy in GOPROXY,\n" +
        'run "go clean -modcache" in case a download on this machine is damaged, then run the command again.',
    });
  }
  if (
    /permission denied|read-only file system|failed to initialize build cache|could not create module cache/.test(
      output,
    )
  ) {
    return new LabError(`Building ${what} stopped: Go cannot write one of its folders.\n${tail(run, 3)}`, {
      remedy: "Make the folder above writable for you, or set GOCACHE or GOMODCACHE to one that is.",
    });
  }
  for (const line of run.lines) {
    const { module, version = "", answer } = (DOWNLOAD.exec(line) ?? DIRECT.exec(line))?.groups ?? {};
    if (module !== undefined && answer !== undefined && REFUSAL.test(answer)) {
      return new LabError(
        `Building ${what} stopped: ${`${module} ${version}`.trim()} could not be downloaded.\n  Answer: ${answer}`,
        {
          remedy:
            "Check the network and GOPROXY (go env GOPROXY): it must serve this module at this version.\n" +
            "Then run the command again; what is downloaded and built stays.",
        },
      );
    }
  }
  return new LabError(`Building ${what} failed (go ended with exit code ${run.code ?? "none"}).\n${tail(run, 15)}`, {
    remedy:
      "See the lines above. If they speak of a C compiler, set CGO_ENABLED=0; if Go was killed, free some memory (4 GB suffice).\n" +
      "Then run the command again; what is built stays.",
  });
}

function tail(run: GoRun, count: number): string {
  const lines = run.lines.filter((line) => line.trim() !== "");
  return lines
    .slice(-count)
    .map((line) => `  ${line}`)
    .join("\n");
}
