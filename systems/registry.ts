import { mllp } from "./mllp";

/** Every system that the program can run, by its name; the name is its configuration namespace too. */
export const registry = { mllp } as const;

/** Name of a system. */
export type SystemName = keyof typeof registry;

/** The names of all systems, in the order of the SPEC. */
export const systemNames = ["mllp"] as const satisfies readonly SystemName[];
