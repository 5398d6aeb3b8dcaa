/** The edges of every PodSecurity control: values on both sides of it, at each place where they can stand. */
import type { Json } from "../objects";
import { BASE_NAMES, DEBUG_PLACE, PLACES, type BaseName, type Place } from "./bases";
import { CONTAINER_EDGES, OWN_PORT, POD_EDGES, type Family, type Setting, type Where } from "./edge-table";

/** A value at a place, with what has to go along with it. */
export interface Edge {
  readonly family: Family;
  /** What is set, in words that are the same for every container. */
  readonly name: string;
  /** Which field of which container. No object has two edges of the same spot. */
  readonly spot: string;
  readonly changes: readonly Change[];
  readonly bases: ReadonlySet<BaseName>;
}

export interface Change {
  /** From the pod template. */
  readonly path: readonly string[];
  /** `undefined` takes the member away. */
  readonly value: Json | undefined;
}

const except = (...names: BaseName[]): BaseName[] => BASE_NAMES.filter((name) => !names.includes(name));

/** The bases on which an edge makes a valid object; elsewhere the server would refuse it as no pod at all. */
const BASES: Readonly<Record<Where, readonly BaseName[]>> = {
  anywhere: BASE_NAMES,
  notWindows: except("windows"),
  notLinux: except("linux"),
  sharedUsers: except("userNamespace"),
  sharedUsersNotWindows: except("userNamespace", "windows"),
  sharedUsersNotLinux: except("userNamespace", "linux"),
  ownUsers: ["userNamespace"],
};

/** Every edge of the pod, and every edge of a container at every place. */
export const EDGES: readonly Edge[] = [
  ...POD_EDGES.flatMap((setting) => edgesOf(setting)),
  ...CONTAINER_EDGES.flatMap((setting) =>
    PLACES.filter(({ hasProbes }) => hasProbes || setting.probes !== true).flatMap((place) => edgesOf(setting, place)),
  ),
];

/** Every edge that a debug container can have. The annotations of its pod cannot change any more. */
export const DEBUG_EDGES: readonly Edge[] = CONTAINER_EDGES.filter(
  ({ field, probes }) => probes !== true && field !== "ports" && !field.startsWith("@"),
).flatMap((setting) => edgesOf(setting, DEBUG_PLACE));

function edgesOf({ family, field, where = "notWindows", values, along = {} }: Setting, place?: Place): Edge[] {
  const bases = new Set(BASES[where]);
  return values.map((value) => ({
    family,
    name: nameOf(place === undefined ? "pod" : "container", field, value, along),
    spot: `${place?.name ?? "pod"} ${field}`,
    changes: Object.entries({ ...along, [field]: value }).map(([key, set]) => ({
      path: pathOf(key, place),
      value: place === undefined ? set : withPort(set, place.port),
    })),
    bases,
  }));
}

function nameOf(owner: string, field: string, value: Json | undefined, along: object): string {
  const text = (json: unknown): string => (json === undefined ? "unset" : JSON.stringify(json));
  const rest = Object.entries(along).map(([key, set]) => `, ${key} = ${text(set)}`);
  return `${owner}: ${field} = ${text(value)}${rest.join("")}`;
}

function pathOf(field: string, place: Place | undefined): string[] {
  if (field.startsWith("@")) {
    return ["metadata", "annotations", `${field.slice(1)}${place?.name ?? ""}`];
  }
  return [...(place === undefined ? [] : ["spec", ...place.path]), ...field.split(".")];
}

function withPort(value: Json | undefined, port: number): Json | undefined {
  return value === undefined
    ? undefined
    : (JSON.parse(JSON.stringify(value).replaceAll(String(OWN_PORT), String(port))) as Json);
}

/** Makes the changes in the object itself, those of outer members first. Maps that are missing on the way are made. */
export function apply(object: Json, changes: readonly Change[]): void {
  for (const { path, value } of changes.toSorted((a, b) => a.path.length - b.path.length)) {
    const holder = path
      .slice(0, -1)
      .reduce<Record<string, Json>>(
        (node, key) => (node[key] ??= {}) as Record<string, Json>,
        object as Record<string, Json>,
      );
    const last = path.at(-1)!;
    if (value === undefined) {
      Reflect.deleteProperty(holder, last);
    } else {
      holder[last] = structuredClone(value);
    }
  }
}
