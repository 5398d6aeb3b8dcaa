/** What a person who interrupts a command asks for. */
export interface Interrupts {
  /** Aborted by the first interrupt: end in good order. */
  readonly signal: AbortSignal;
  /** Aborted by the second one: end what puts things back too, and do not wait for Pulumi. */
  readonly again: AbortSignal;
  readonly stop: () => void;
}

/** Ctrl-C, the usual way of a service manager or a CI job, and a terminal that was closed. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Turns interrupts into signals, so that a command can put things in order before it ends. */
export function listenForInterrupts(): Interrupts {
  const first = new AbortController();
  const second = new AbortController();
  const abort = (): void => {
    if (first.signal.aborted) {
      second.abort();
    } else {
      first.abort();
      process.stderr.write("Interrupted: ending in good order. A second interrupt does not wait for it.\n");
    }
  };
  for (const name of SIGNALS) process.on(name, abort);
  return {
    signal: first.signal,
    again: second.signal,
    stop: () => {
      for (const name of SIGNALS) process.removeListener(name, abort);
    },
  };
}
