/** A stack's configuration as plain values: compared, and looked into. */

/** Text of every key, in one spelling for objects. */
export type Values = Readonly<Record<string, string>>;

/** Keys of two configurations that differ elsewhere than below `except`; empty groups count as nothing. Sorted. */
export function differingKeys(a: Values, b: Values, except: readonly string[] = []): readonly string[] {
  const [one, other] = [a, b].map((each) => pruned(each, except));
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => one?.[key] !== other?.[key]).sort();
}

function pruned(all: Values, except: readonly string[]): Values {
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, text]) => {
      const paths = except.filter((path) => path === key || path.startsWith(`${key}.`));
      if (paths.includes(key)) return [];
      const value = valueOf(text);
      if (typeof value !== "object" || value === null) return [[key, text]];
      const rest = filled(paths.reduce((part, path) => without(part, path.slice(key.length + 1).split(".")), value));
      return rest === undefined ? [] : [[key, JSON.stringify(rest)]];
    }),
  );
}

function without(value: object, [first = "", ...rest]: readonly string[]): object {
  const { [first]: inner, ...others } = value as Record<string, unknown>;
  if (rest.length === 0 || typeof inner !== "object" || inner === null) return others;
  return { ...others, [first]: without(inner, rest) };
}

/** The value without groups that hold nothing; undefined when nothing is left. Lists stay. */
function filled(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const parts = Object.entries(value).flatMap(([key, inner]) => {
    const rest = filled(inner);
    return rest === undefined ? [] : [[key, rest] as const];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What stands under a path such as `appointment:services.booking.canary`; undefined where nothing does. */
export function valueAt(all: Values, path: string): unknown {
  const [key = "", ...parts] = path.split(/\.(?=[^:]*$)/u);
  const value = all[key] === undefined ? undefined : valueOf(all[key]);
  return parts.reduce<unknown>(
    (part, name) => (typeof part === "object" && part !== null ? (part as Record<string, unknown>)[name] : undefined),
    value,
  );
}

function valueOf(text: string): unknown {
  if (!/^[[{]/u.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The configuration as the Automation API gives it, as {@link Values}. */
export function normalise(config: Readonly<Record<string, { readonly value: string }>>): Values {
  return Object.fromEntries(Object.entries(config).map(([key, { value }]) => [key, spelling(value)]));
}

function spelling(text: string): string {
  const value = valueOf(text);
  return typeof value === "string" ? value : JSON.stringify(value, (_, part: unknown) => sorted(part));
}

function sorted(part: unknown): unknown {
  if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
}
