/** A lab for tests: the one that the test runner started for all of them, or one of their own. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { down, status, up, type Cluster } from "../../lab/cluster";
import { ensureToolchain, type Toolchain } from "../../lab/toolchain";
import { labDir } from "../../lab/paths";
import { silentReporter } from "../../lab/reporter";

/** What a test needs of a lab. */
export interface TestLab {
  readonly name: string;
  /** The lab's folder. */
  readonly dir: string;
  readonly kubeconfig: string;
  /** Runs kubectl on the lab. @returns its standard output; rejects with its standard error when it fails */
  readonly kubectl: (...args: string[]) => Promise<string>;
}

/** The variable by which the test runner names the labs that it started for the whole run, one per lane. */
const SHARED_LABS = "BULWARK_TEST_LABS";

/** The lab that the test runner started for the lane of this process; undefined when tests run by themselves. */
export function givenLab(): string | undefined {
  const names = process.env[SHARED_LABS]?.split(",") ?? [];
  // mocha numbers its workers.
  return names[Number(process.env["MOCHA_WORKER_ID"] ?? 0) % names.length];
}

let shared: Promise<TestLab> | undefined;
let chain: Promise<Toolchain> | undefined;

/** The tool chain, looked for once. */
export function toolchain(): Promise<Toolchain> {
  return (chain ??= ensureToolchain({ reporter: silentReporter }));
}

/** A name that no other run uses. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(3).toString("hex")}`;
}

/**
 * The lab for all tests that share one: that of {@link givenLab}, else one that is started at the
 * first call and deleted at the end of the mocha run. Use namespaces of your own, and clean them up.
 */
export function sharedLab(): Promise<TestLab> {
  return (shared ??= openShared());
}

async function openShared(): Promise<TestLab> {
  const given = givenLab();
  if (given !== undefined) {
    const { kubeconfig, ready, dir } = await status(given);
    if (!ready)
      throw new Error(`${SHARED_LABS} names the lab ${given}, which is not ready: npm run lab -- status ${given}`);
    return testLab({ name: given, dir, kubeconfig }, await toolchain());
  }
  const name = uniqueName("test-shared");
  afterAllTests(() => down(name));
  return testLab(await up(name, await toolchain()), await toolchain());
}

/** A lab object over a running cluster. */
export function testLab(cluster: Pick<Cluster, "name" | "dir" | "kubeconfig">, tools: Toolchain): TestLab {
  const { name, dir, kubeconfig } = cluster;
  const kubectl = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(tools.bin("kubectl"), ["--kubeconfig", kubeconfig, ...args], {
      maxBuffer: 1 << 28,
    });
    return stdout;
  };
  return { name, dir, kubeconfig, kubectl };
}

/** Mocha's root suite outlives every file; a hook added while the run goes on still counts. */
function afterAllTests(work: () => Promise<void>): void {
  const root = rootSuite;
  if (root === undefined)
    throw new Error("sharedLab() was called before mocha's root hooks: import support.ts at the top");
  root.afterAll("delete the shared lab", async function () {
    this.timeout(60_000);
    await work();
  });
}

let rootSuite: Mocha.Suite | undefined;

// Registered when a test file imports this module: mocha is loading files then, and this hook belongs to its root suite.
if (typeof before === "function") {
  before("find mocha's root suite", function () {
    let suite: Mocha.Suite | undefined = this.test?.parent;
    while (suite?.parent) suite = suite.parent;
    rootSuite = suite;
  });
}

/** The folder of a lab that need not exist. */
export const folderOf = (name: string): string => labDir(name);

/** Looks until a condition holds. @throws Error with the description and the last error when the limit is reached */
export async function eventually(what: string, condition: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
  let last: unknown;
  for (const end = Date.now() + limitMs; Date.now() < end;) {
    try {
      if (await condition()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`not within ${limitMs} ms: ${what}`, last === undefined ? undefined : { cause: last });
}
