/**
 * Tells a person what a long job is doing. A job calls `step` when something starts, `progress` as often as it likes while it
 * runs, and `done` when it has ended; the reporter adds the elapsed time. One step is open at a time: a second `step`
 * replaces the first.
 */
export interface Reporter {
  step(text: string): void;
  progress(text: string): void;
  done(text: string): void;
}

/** A reporter on a stream, with a way to end it. */
export interface StreamReporter extends Reporter {
  /** Takes the live line away and stops the clock; call it before printing an error and at the end. Harmless twice. */
  stop(): void;
}

/** What a reporter needs of its stream: `process.stderr` fits. */
export interface ReportStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** How often the live line of a terminal is drawn again, in milliseconds. */
const LIVE_INTERVAL_MS = 250;
/** How often a log without a terminal gets a sign of life, in milliseconds. */
const PLAIN_INTERVAL_MS = 15_000;

/**
 * A reporter that suits the stream: one live line on a terminal, plain lines anywhere else (the start and the end of each
 * step and one every 15 s between them).
 * @param stream default `process.stderr`, because the standard output of some commands is evaluated by a shell
 */
export function createReporter(stream: ReportStream = process.stderr): StreamReporter {
  return stream.isTTY ? new TerminalReporter(stream) : new PlainReporter(stream);
}

/** A reporter that says nothing. */
export const silentReporter: Reporter = { step: () => undefined, progress: () => undefined, done: () => undefined };

abstract class TimedReporter implements StreamReporter {
  protected text = "";
  protected detail = "";
  private since = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    protected readonly stream: ReportStream,
    private readonly intervalMs: number,
  ) {}

  step(text: string): void {
    this.stop();
    this.text = text;
    this.detail = "";
    this.since = performance.now();
    this.opened();
    // The clock must never keep a finished command alive.
    this.timer = setInterval(() => {
      this.tick();
    }, this.intervalMs).unref();
  }

  progress(text: string): void {
    this.detail = text;
  }

  done(text: string): void {
    const took = this.timer === undefined ? undefined : this.elapsed();
    this.stop();
    this.stream.write(`✓ ${text}${took === undefined ? "" : ` (${took})`}\n`);
  }

  stop(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.closed();
  }

  protected elapsed(): string {
    return formatElapsed(performance.now() - this.since);
  }

  protected abstract opened(): void;
  protected abstract tick(): void;
  protected abstract closed(): void;
}

class TerminalReporter extends TimedReporter {
  constructor(stream: ReportStream) {
    super(stream, LIVE_INTERVAL_MS);
  }

  protected opened(): void {
    this.draw();
  }

  protected tick(): void {
    this.draw();
  }

  protected closed(): void {
    this.stream.write("\r\x1b[2K");
  }

  private draw(): void {
    const line = `… ${this.text} ${this.elapsed()}${this.detail ? ` – ${this.detail}` : ""}`;
    // A line longer than the terminal would wrap, and "\r" would then leave its first part standing.
    this.stream.write(`\r\x1b[2K${line.slice(0, Math.max(20, (this.stream.columns ?? 80) - 1))}`);
  }
}

class PlainReporter extends TimedReporter {
  constructor(stream: ReportStream) {
    super(stream, PLAIN_INTERVAL_MS);
  }

  protected opened(): void {
    this.stream.write(`… ${this.text}\n`);
  }

  protected tick(): void {
    this.stream.write(`… ${this.text}, ${this.elapsed()}${this.detail ? `: ${this.detail}` : ""}\n`);
  }

  protected closed(): void {
    // Lines that were printed stay.
  }
}

/** A duration as people read it: "0.4 s", "12 s", "3 min 07 s". */
export function formatElapsed(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
