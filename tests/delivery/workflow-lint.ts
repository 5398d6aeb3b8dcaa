/** What actionlint objects to in workflows. */
import { spawn } from "node:child_process";

import { createReporter } from "../../lab/reporter";
import { ensureLinters } from "../../lab/toolchain";
import { Output } from "../lab/output";

/**
 * actionlint's findings in these workflow files, one a line; "" when there are none. shellcheck and pyflakes, which it runs
 * where it finds them, are left out: the verdict must not depend on what a machine has.
 *
 * @throws Error when actionlint itself fails
 */
export async function lintWorkflows(root: string, files: readonly string[]): Promise<string> {
  const reporter = createReporter();
  const { actionlint } = await ensureLinters({ reporter }).finally(() => {
    reporter.stop();
  });
  const child = spawn(actionlint, ["-oneline", "-no-color", "-shellcheck=", "-pyflakes=", ...files], { cwd: root });
  const { code, stdout, stderr } = await new Output(child).ended;
  // 1 is "there are findings".
  if (code !== 0 && code !== 1) throw new Error(`actionlint ended with ${code}: ${stderr}`);
  return stdout;
}
