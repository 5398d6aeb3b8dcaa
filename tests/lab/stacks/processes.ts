/** Finds the processes of one run by a variable of its environment, which all its children inherit. */
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** Pids and command lines of the processes whose environment holds `NAME=value`. */
export async function processesWith(name: string, value: string): Promise<string[]> {
  const wanted = `${name}=${value}`;
  if (process.platform !== "linux") {
    const { stdout } = await promisify(execFile)("ps", ["-A", "-E", "-ww", "-o", "pid=,command="], {
      maxBuffer: 1 << 26,
    });
    return stdout.split("\n").filter((line) => line.includes(wanted));
  }
  const read = (path: string): Promise<string> => readFile(path, "utf8").catch(() => "");
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const variables = (await read(`/proc/${pid}/environ`)).split("\0");
      return variables.includes(wanted) ? [`${pid} ${(await read(`/proc/${pid}/cmdline`)).replaceAll("\0", " ")}`] : [];
    }),
  );
  return found.flat();
}
