/** The rendered objects as one Helm chart. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LabError } from "../../lab/errors";
import { ensureHelm } from "../../lab/toolchain";
import type { Bench } from "./bench";
import { helmTemplate, type AppliedObject } from "./manifests";
import type { Subject } from "./measure";

const RELEASE = "bench";

/** Waits as an update by Pulumi does; the namespace holds the release's own records. */
const FLAGS = ["--wait", "--timeout", "5m", "--namespace", "default"] as const;

/** A chart that is installed, upgraded and uninstalled. */
export class Helm {
  private constructor(
    private readonly bench: Bench,
    private readonly command: string,
    private readonly chart: string,
  ) {}

  /** Writes the chart; undefined, with a line that says why, when Helm cannot be built here. */
  static async over(bench: Bench, objects: readonly AppliedObject[]): Promise<Helm | undefined> {
    try {
      const command = await ensureHelm({ reporter: bench.session.reporter });
      return new Helm(bench, command, await writeChart(bench.folder, objects));
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      bench.print(`without Helm: ${error.message}`);
      return undefined;
    }
  }

  install(before: () => Promise<void>): Subject {
    return { ...this.helm("helm install", ["install", RELEASE, this.chart, ...FLAGS]), before };
  }

  /** An upgrade to the same chart. */
  upgrade(): Subject {
    return this.helm("helm upgrade", ["upgrade", RELEASE, this.chart, ...FLAGS]);
  }

  async uninstall(): Promise<void> {
    await this.bench.run(this.helm("helm uninstall", ["uninstall", RELEASE, "--ignore-not-found", ...FLAGS]));
  }

  private helm(name: string, args: readonly string[]): Subject {
    return this.bench.command(name, this.command, args);
  }
}

async function writeChart(folder: string, objects: readonly AppliedObject[]): Promise<string> {
  const chart = join(folder, "chart");
  const templates = join(chart, "templates");
  await mkdir(templates, { recursive: true });
  await writeFile(join(chart, "Chart.yaml"), "apiVersion: v2\nname: bench\nversion: 0.1.0\n");
  for (const object of objects) {
    // Helm renders no file whose name begins with an underscore.
    await writeFile(join(templates, object.path.replace(/^_/, "").replaceAll("/", ".")), helmTemplate(object));
  }
  return chart;
}
