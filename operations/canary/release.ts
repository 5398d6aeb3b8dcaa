import type { Context } from "../context";
import { OperationError } from "../errors";
import { attempt, insist, type Attempt } from "../pulumi/attempt";
import { configure, deployments, requireSame, values, type Deployed } from "../pulumi/configuration";
import { StackSession } from "../pulumi/stack";
import type { Values } from "../pulumi/values";
import { targetsOf } from "../systems";
import { endEdit, stableEdit, stepEdit, trialEdit, type Edit } from "./settings";
import { beforePromotion, isSame, ownPaths, pathsOf, phaseOf, releaseOf } from "./state";
import type { Phase, Release, Trial } from "./state";

/** Seconds for what takes a canary away or puts a release back: as long as making one (SPEC 1.4.12). */
const BACK_SECONDS = 600;

/** A service's release, in the hands of a command. */
export class ServiceRelease {
  private constructor(
    readonly session: StackSession,
    readonly service: string,
    readonly now: Release,
    readonly phase: Phase,
    /** What was deployed last. */
    readonly deployed: Release | undefined,
  ) {}

  /**
   * Reads how far the release is.
   * @throws OperationError `refused` when the stack file differs from what was deployed in anything else than the release
   */
  static async open(context: Context, stack: string, service: string): Promise<ServiceRelease> {
    const session = await StackSession.open(context, stack);
    const [current, history] = await Promise.all([values(session), deployments(session)]);
    requireSame(stack, current, history[0], ownPaths(service));
    return ServiceRelease.of(session, service, current, history);
  }

  /** Reads how far the release is, whatever else the stack file says. */
  static async read(session: StackSession, service: string): Promise<ServiceRelease> {
    const [current, history] = await Promise.all([values(session), deployments(session)]);
    return ServiceRelease.of(session, service, current, history);
  }

  private static of(
    session: StackSession,
    service: string,
    current: Values,
    history: readonly Deployed[],
  ): ServiceRelease {
    const now = releaseOf(current, service);
    const deployed = history[0] === undefined ? undefined : releaseOf(history[0].values, service);
    return new ServiceRelease(session, service, now, phaseOf(now, deployed), deployed);
  }

  /**
   * W-12: the canary is made and gets its share once it is ready; on failure it goes again.
   * @returns false when this very trial runs already
   */
  async start(trial: Trial): Promise<boolean> {
    const { phase, now, service } = this;
    if (now.trial !== undefined && now.trial.digest !== trial.digest) {
      throw this.refused(`A canary of ${service} with another image is there already: ${now.trial.digest}.`);
    }
    if (phase === "promoting") throw this.refused(`The canary of ${service} is being promoted.`);
    if (phase === "removing") throw this.refused(`The last canary of ${service} is not wholly gone.`);
    if (now.stable === trial.digest) {
      throw new OperationError("usage", `${trial.digest} is the stable release of ${service} already.`);
    }
    if (phase === "running" && now.trial !== undefined && isSame(now.trial, trial)) return false;
    await this.attempt(
      `Start of the canary of ${service}`,
      `start ${trial.digest}, ${trial.weights[trial.step] ?? 0} %`,
      trialEdit(service, trial, phase !== "none"),
      // What an earlier start has left in the stack file goes too.
      phase === "starting" ? { run: () => this.remove(), stands: `The canary of ${service} is gone.` } : undefined,
    );
    return true;
  }

  /** C-31: the next weight. @throws OperationError `usage` when there is none */
  async step(): Promise<void> {
    const { service, session } = this;
    const { weights, step } = this.running();
    const weight = weights[step + 1];
    if (weight === undefined) {
      throw new OperationError("usage", `The canary of ${service} is at its last step, ${weights.at(-1) ?? 0} %.`, [
        `bulwark canary promote ${session.name} ${service}`,
      ]);
    }
    await this.attempt(
      `Step of the canary of ${service} to ${weight} %`,
      `step to ${weight} %`,
      stepEdit(service, step + 1),
    );
  }

  /** The trial that runs. @throws OperationError `usage` when none does, `refused` when it is between two phases */
  running(): Trial {
    const { phase, now, service } = this;
    if (phase === "running" && now.trial !== undefined) return now.trial;
    if (phase === "none") throw new OperationError("usage", `There is no canary of ${service}.`);
    throw this.refused(`The canary of ${service} is not running: it is ${phase}.`);
  }

  /**
   * W-13: the stable release gets the canary's image, within the command's time limit; then the canary goes. When the
   * stable release fails, it gets its image back, and the canary goes too. An interrupted promotion goes on where it was.
   */
  async promote(): Promise<void> {
    const { phase, now, deployed, service } = this;
    if (phase === "removing" && deployed?.trial?.digest === now.stable) {
      await this.remove();
      return;
    }
    if (phase !== "promoting") this.running();
    const trial = now.trial ?? this.running();
    const before = phase === "promoting" ? await this.before(trial.digest) : now;
    await this.attempt(
      `Promotion of ${service}`,
      `promote ${trial.digest}`,
      stableEdit(service, { stable: trial.digest, stableTag: trial.tag }, now.stableTag !== undefined),
      {
        run: async () => {
          await this.restore(before);
          await this.remove();
        },
        stands: `The stable release of ${service} has its image back, and the canary is gone.`,
      },
    );
    await this.remove();
  }

  /** W-14: the canary loses its requests and goes; a promotion under way is taken back first. */
  async giveUp(): Promise<"nothing" | "given up"> {
    const { phase, now } = this;
    if (phase === "none") return "nothing";
    if (phase === "promoting" && now.stable !== undefined) await this.restore(await this.before(now.stable));
    await this.remove();
    return "given up";
  }

  private async attempt(title: string, message: string, edit: Edit, back?: Attempt["back"]): Promise<void> {
    await attempt(this.session, await configure(this.session, ...edit), {
      title,
      scope: this.scope(message),
      system: "appointment",
      backSeconds: BACK_SECONDS,
      ...(back === undefined ? {} : { back }),
    });
  }

  private async restore(before: Pick<Release, "stable" | "stableTag">): Promise<void> {
    const { service } = this;
    if (before.stable === undefined) throw this.unknownBefore();
    const edit = stableEdit(service, before, this.now.stableTag !== undefined);
    await this.insist(`The stable release of ${service} gets its image back`, "stable image back", edit);
  }

  private async remove(): Promise<void> {
    const { service, session } = this;
    const { trial } = releaseOf(await values(session), service);
    await this.insist(`The canary of ${service} goes`, "end of the canary", endEdit(service, trial !== undefined));
  }

  /** An update that is wanted after an interrupt too. */
  private async insist(title: string, message: string, edit: Edit): Promise<void> {
    const { session } = this;
    const later = session.within(session.context.afterwards(BACK_SECONDS));
    await insist(later, await configure(later, ...edit), { title, scope: this.scope(message) });
  }

  private async before(promoted: string): Promise<Pick<Release, "stable" | "stableTag">> {
    const found = beforePromotion(await deployments(this.session), this.service, promoted);
    if (found !== undefined) return found;
    throw this.unknownBefore();
  }

  private unknownBefore(): OperationError {
    const { service, session } = this;
    return new OperationError(
      "refused",
      `The stack's history does not say which image of ${service} was stable before.`,
      [
        `pulumi config set --stack ${session.name} --path '${pathsOf(service).digest}' sha256:…`,
        `bulwark canary abort ${session.name} ${service}`,
      ],
    );
  }

  private scope(message: string): Attempt["scope"] {
    return { targets: targetsOf("appointment"), message: `canary of ${this.service}: ${message}` };
  }

  private refused(message: string): OperationError {
    const { session, service } = this;
    return new OperationError("refused", `${message} Nothing was changed.`, [
      `Go on: bulwark canary promote ${session.name} ${service}`,
      `Give it up: bulwark canary abort ${session.name} ${service}`,
    ]);
  }
}
