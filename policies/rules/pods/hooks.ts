/** Reads what a container does before it is stopped. */
import type { Container } from "../../kubernetes/pods";
import { at, elements, isUnknown, number, text, type Field } from "../../values/field";

export type Hook =
  /** Waits that many seconds, by the kubelet itself (`native`) or by a command. */
  | { readonly kind: "sleep"; readonly field: Field; readonly seconds: number; readonly native: boolean }
  | { readonly kind: "unknown"; readonly field: Field }
  /** None, or one that does something else. */
  | { readonly kind: "other" };

const SLEEP = /(?:^|[\s;&/])sleep\s+(\d+)/;

export function preStop(container: Container): Hook {
  const hook = at(container.field, "lifecycle", "preStop");
  const native = at(hook, "sleep", "seconds");
  const command = at(hook, "exec", "command");
  const unknown = [hook, native, command, ...elements(command)].find(isUnknown);
  if (unknown !== undefined) {
    return { kind: "unknown", field: unknown };
  }
  const seconds = number(native);
  if (seconds !== undefined) {
    return { kind: "sleep", field: native, seconds, native: true };
  }
  const words = elements(command).map((word) => text(word) ?? "");
  const [, slept] = SLEEP.exec(words.join(" ")) ?? [];
  return slept === undefined
    ? { kind: "other" }
    : { kind: "sleep", field: command, seconds: Number(slept), native: false };
}
