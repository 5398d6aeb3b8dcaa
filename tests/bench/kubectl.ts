/** The rendered objects in the hands of kubectl. */
import type { Bench } from "./bench";
import { rollouts, stream, type AppliedObject } from "./manifests";
import type { Subject } from "./measure";

/** How long a roll-out of simulated pods may take, in seconds. */
const ROLLOUT_SECONDS = 300;

/** A set of objects that kubectl compares, applies and deletes. */
export class Kubectl {
  private constructor(
    private readonly bench: Bench,
    private readonly file: string,
    private readonly objects: readonly AppliedObject[],
  ) {}

  /** Writes the objects into one file: the form that costs kubectl least. */
  static async over(bench: Bench, name: string, objects: readonly AppliedObject[]): Promise<Kubectl> {
    return new Kubectl(bench, await bench.write(`${name}.yaml`, stream(objects)), objects);
  }

  /**
   * `kubectl diff --server-side`, which ends with 1 when it finds differences: the rendering has no secret values and no
   * checksum of them. Without force they would be conflicts instead.
   */
  diff(): Subject {
    const args = ["diff", "--server-side", "--force-conflicts", "-f", this.file];
    return this.bench.command("kubectl diff --server-side", this.kubectl, args, { exitCodes: [0, 1] });
  }

  /** `kubectl apply --server-side` and the wait for every roll-out: an update by Pulumi and one by Helm wait too. */
  apply(name: string, before?: () => Promise<void>): Subject {
    const waits = rollouts(this.objects).map(
      ({ namespace, workloads }) =>
        `${this.kubectl} rollout status -n ${namespace} --timeout ${ROLLOUT_SECONDS}s ${workloads.join(" ")}`,
    );
    const script = [`${this.kubectl} apply --server-side -f ${this.file}`, ...waits].join("\n");
    return this.bench.command(name, "sh", ["-ec", script], before ? { before } : {});
  }

  /** Deletes the objects, also what an update by Pulumi has retained. */
  async remove(): Promise<void> {
    const args = ["delete", "-f", this.file, "--ignore-not-found", "--wait"];
    await this.bench.run(this.bench.command("kubectl delete", this.kubectl, args));
  }

  private get kubectl(): string {
    return this.bench.session.toolchain.bin("kubectl");
  }
}
