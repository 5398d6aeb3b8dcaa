import type { Context } from "../context";
import { OperationError } from "../errors";
import { attempt, update } from "../pulumi/attempt";
import {
  configure,
  deployments,
  requireSame,
  values,
  type ConfigurationChange,
  type Deployed,
} from "../pulumi/configuration";
import { StackSession, type Scope } from "../pulumi/stack";
import type { Values } from "../pulumi/values";
import { targetsOf } from "../systems";
import {
  beforePromotion,
  isSame,
  ownPaths,
  pathsOf,
  phaseOf,
  releaseOf,
  type Phase,
  type Release,
  type Trial,
} from "./state";

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
   * @returns the change of the stack file; undefined when this very trial runs already
   */
  async start(trial: Trial): Promise<ConfigurationChange | undefined> {
    const { phase, now, service, session } = this;
    if (now.trial !== undefined && now.trial.digest !== trial.digest) {
      throw this.refused(`A canary of ${service} with another image is there already: ${now.trial.digest}.`);
    }
    if (phase === "promoting") throw this.refused(`The canary of ${service} is being promoted.`);
    if (phase === "removing") throw this.refused(`The last canary of ${service} is not wholly gone.`);
    if (now.stable === trial.digest) {
      throw new OperationError("usage", `${trial.digest} is the stable release of ${service} already.`);
    }
    if (phase === "running" && now.trial !== undefined && isSame(now.trial, trial)) return undefined;
    const { trial: path } = pathsOf(service);
    const change = await configure(
      session,
      [
        { path: `${path}.digest`, value: trial.digest },
        ...(trial.tag === undefined ? [] : [{ path: `${path}.tag`, value: trial.tag }]),
        ...trial.weights.map((weight, index) => ({ path: `${path}.weights[${index}]`, value: String(weight) })),
        { path: `${path}.step`, value: String(trial.step) },
      ],
      phase === "none" ? [] : [path],
    );
    await attempt(session, change, {
      title: `Start of the canary of ${service}`,
      scope: this.scope(`start ${trial.digest}, ${trial.weights[trial.step] ?? 0} %`),
      backSeconds: BACK_SECONDS,
      // What an earlier start has left in the stack file goes too.
      ...(phase === "starting"
        ? {
            back: async () => {
              await this.remove();
            },
          }
        : {}),
    });
    return change;
  }

  /** C-31: the next weight. @throws OperationError `usage` when there is none */
  async step(): Promise<ConfigurationChange> {
    const { service, session } = this;
    const trial = this.running();
    const next = trial.step + 1;
    const weight = trial.weights[next];
    if (weight === undefined) {
      throw new OperationError(
        "usage",
        `The canary of ${service} is at its last step, ${trial.weights.at(-1) ?? 0} %.`,
        [`bulwark canary promote ${session.name} ${service}`],
      );
    }
    const change = await configure(session, [{ path: `${pathsOf(service).trial}.step`, value: String(next) }]);
    await attempt(session, change, {
      title: `Step of the canary of ${service} to ${weight} %`,
      scope: this.scope(`step to ${weight} %`),
      backSeconds: BACK_SECONDS,
    });
    return change;
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
  async promote(): Promise<readonly ConfigurationChange[]> {
    const { phase, now, deployed, service, session } = this;
    const { digest } = pathsOf(service);
    if (phase === "removing" && deployed?.trial?.digest === now.stable) return [await this.remove()];
    if (phase !== "promoting") this.running();
    const trial = now.trial ?? this.running();
    const before = phase === "promoting" ? await this.before(trial.digest) : now;
    const change = await configure(session, ...this.stable({ stable: trial.digest, stableTag: trial.tag }));
    await attempt(session, change, {
      title: `Promotion of ${service}`,
      scope: this.scope(`promote ${trial.digest}`),
      backSeconds: BACK_SECONDS,
      back: async () => {
        if (before.stable === undefined) {
          throw new OperationError("failed", `the history does not say which image was stable before`, [
            `Set ${digest} and run: bulwark canary abort ${session.name} ${service}`,
          ]);
        }
        await this.restore(before);
        await this.remove();
      },
    });
    return [change, await this.remove()];
  }

  /** W-14: the canary loses its requests and goes; a promotion under way is taken back first. */
  async giveUp(): Promise<"nothing" | "given up"> {
    const { phase, now } = this;
    if (phase === "none") return "nothing";
    if (phase === "promoting" && now.stable !== undefined) await this.restore(await this.before(now.stable));
    await this.remove();
    return "given up";
  }

  private async restore(before: Pick<Release, "stable" | "stableTag">): Promise<void> {
    const { service } = this;
    const change = await configure(this.later(), ...this.stable(before));
    await this.apply(change, `The stable release of ${service} gets its image back`, "stable image back");
  }

  private async remove(): Promise<ConfigurationChange> {
    const { service, session } = this;
    const { trial } = pathsOf(service);
    const { trial: isThere } = releaseOf(await values(session), service);
    const change = await configure(session, [], isThere === undefined ? [] : [trial]);
    await this.apply(change, `The canary of ${service} goes`, "end of the canary");
    return change;
  }

  /** An update that is wanted whatever becomes of it; only while somebody else works on the stack nothing shall change. */
  private async apply(change: ConfigurationChange, title: string, message: string): Promise<void> {
    try {
      await update(this.later(), title, this.scope(message));
    } catch (error) {
      if (error instanceof OperationError && error.failure === "locked") change.undo();
      throw error;
    }
  }

  private async before(promoted: string): Promise<Pick<Release, "stable" | "stableTag">> {
    const { service, session } = this;
    const found = beforePromotion(await deployments(session), service, promoted);
    if (found !== undefined) return found;
    const { digest } = pathsOf(service);
    throw new OperationError(
      "refused",
      `The stack's history does not say which image of ${service} was stable before.`,
      [
        `pulumi config set --stack ${session.name} --path '${digest}' sha256:…`,
        `bulwark canary abort ${session.name} ${service}`,
      ],
    );
  }

  /** Arguments of {@link configure} that give the stable release an image; a tag of another image would be a lie. */
  private stable({
    stable = "",
    stableTag,
  }: Pick<Release, "stable" | "stableTag">): [{ path: string; value: string }[], string[]] {
    const { digest, tag } = pathsOf(this.service);
    const set = [{ path: digest, value: stable }];
    if (stableTag !== undefined) return [[...set, { path: tag, value: stableTag }], []];
    return [set, this.now.stableTag === undefined ? [] : [tag]];
  }

  /** The session for what must be done whatever became of the command's own time. */
  private later(): StackSession {
    const { session } = this;
    return session.within(session.context.afterwards(BACK_SECONDS));
  }

  private scope(message: string): Omit<Scope, "report"> {
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
