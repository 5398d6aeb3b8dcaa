import type { ConfigMap, OpMap, Stack } from "@pulumi/pulumi/automation";

import type { Context } from "../context";
import { OperationError } from "../errors";
import { EventLog } from "./events";
import { pulumiFailure } from "./failure";
import { openStack } from "./workspace";

/** The packs that judge every command of ours; `pulumi` by hand is judged only where it is told to. */
const POLICY_PACKS = ["policies"];

/** Options of an operation on a stack. */
export interface Scope {
  /** URN patterns to work on. Default: everything. */
  readonly targets?: readonly string[];
  /** Shows what the engine is at. */
  readonly report?: (line: string) => void;
  /** Read the cluster first. Default: false. */
  readonly refresh?: boolean;
  /** For the history of the stack. */
  readonly message?: string;
  /** Listens to the engine, for who wants to know what was changed by an operation that fails. Default: a new one. */
  readonly log?: EventLog;
}

/** What an operation did. */
export interface Result {
  /** Resources per operation: created, updated, unchanged, … */
  readonly counts: OpMap;
  readonly log: EventLog;
}

/** A stack under the hands of a command. Operations end within seconds of an abort, with the state in order. */
export class StackSession {
  private constructor(
    readonly context: Context,
    readonly name: string,
    /** The Automation API's own stack, for what has no method here. */
    readonly api: Stack,
    /** Shared by the sessions of one command. */
    private readonly known: { config?: Promise<ConfigMap> | undefined } = {},
  ) {}

  /** @throws OperationError for a stack that is not there; see {@link openStack} */
  static async open(context: Context, name: string): Promise<StackSession> {
    return new StackSession(context, name, await openStack(context, name));
  }

  /** The same stack for work that goes on after the command's signal was aborted. */
  within(context: Context): StackSession {
    return new StackSession(context, this.name, this.api, this.known);
  }

  /** What the stack file says, secrets in the clear; read once until {@link reread}, as each look is a run of the CLI. */
  config(): Promise<ConfigMap> {
    return (this.known.config ??= this.api.getAllConfig());
  }

  /** Forgets what the stack file said: somebody has changed it. */
  reread(): void {
    this.known.config = undefined;
  }

  /** What an update would do. @throws OperationError */
  async preview(scope: Scope = {}): Promise<Result> {
    return this.operate("the preview", scope, async (log, common) => {
      const { changeSummary } = await this.api.preview({ ...common, onEvent: log.take });
      return changeSummary;
    });
  }

  /** Applies the program. Returns when every workload is ready, as the provider waits for it. @throws OperationError */
  async up(scope: Scope = {}): Promise<Result> {
    return this.operate("the update", scope, async (log, common) => {
      const { message } = scope;
      const { summary } = await this.api.up({
        ...common,
        ...(message === undefined ? {} : { message }),
        onEvent: log.take,
      });
      return summary.resourceChanges ?? {};
    });
  }

  /** {@link up} as a step that a person can follow. @throws OperationError */
  async update(title: string, scope: Omit<Scope, "report">): Promise<Result> {
    let result: Result | undefined;
    await this.context.follow([
      {
        title,
        run: async (report) => {
          if (scope.log !== undefined) scope.log.report = report;
          result = await this.up({ ...scope, report });
        },
      },
    ]);
    if (result === undefined) throw new Error("the step has not run");
    return result;
  }

  /** Compares the state with the cluster and records what is there. @throws OperationError */
  async refresh(scope: Pick<Scope, "report" | "targets"> = {}): Promise<Result> {
    return this.operate("the refresh", scope, async (log, { target, signal }) => {
      const { summary } = await this.api.refresh({
        ...(target === undefined ? {} : { target }),
        signal,
        onEvent: log.take,
      });
      return summary.resourceChanges ?? {};
    });
  }

  /** Deletes what the stack made; what is protected stops it before anything goes. @throws OperationError */
  async destroy(scope: Pick<Scope, "report" | "targets"> = {}): Promise<Result> {
    return this.operate("the deletion", scope, async (log, { target, signal }) => {
      const { summary } = await this.api.destroy({
        ...(target === undefined ? {} : { target }),
        signal,
        onEvent: log.take,
      });
      return summary.resourceChanges ?? {};
    });
  }

  private async operate(
    doing: string,
    { targets, report, refresh, log = new EventLog(report) }: Scope,
    work: (
      log: EventLog,
      common: { signal: AbortSignal; policyPacks: string[]; target?: string[]; refresh?: boolean },
    ) => Promise<OpMap>,
  ): Promise<Result> {
    const before = this.context.ended;
    if (before !== undefined) throw stopped(before, doing, this.name);
    try {
      const counts = await work(log, {
        signal: this.context.signal,
        policyPacks: POLICY_PACKS,
        ...(targets === undefined ? {} : { target: [...targets] }),
        ...(refresh === true ? { refresh } : {}),
      });
      return { counts, log };
    } catch (error) {
      const { ended } = this.context;
      if (ended !== undefined) throw stopped(ended, doing, this.name);
      throw pulumiFailure(error, `${doing} of stack ${this.name}`, log);
    }
  }
}

function stopped(ended: "interrupted" | "timedOut", doing: string, stack: string): OperationError {
  return ended === "interrupted"
    ? new OperationError("interrupted", `Interrupted: ${doing} was ended in good order.`, [
        "Run the command again to go on.",
      ])
    : new OperationError("timedOut", `The time limit was reached: ${doing} was ended in good order.`, [
        `Give more time with --timeout, or look why it takes long: bulwark status ${stack}.`,
      ]);
}
