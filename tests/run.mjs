// Runs the tests of a fresh clone: `node tests/run.mjs [unit|long] [mocha arguments]`. Its last line is "N passed, N failed".
import { prepare, root } from "../lab/bootstrap.mjs";
import { runSuites } from "./runner/suites.mjs";

prepare();
const [mode, ...rest] = ["unit", "long"].includes(process.argv[2])
  ? process.argv.slice(2)
  : ["all", ...process.argv.slice(2)];
process.exitCode = await runSuites(root, mode, rest);
