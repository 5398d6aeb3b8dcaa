import { appointment } from "./appointment";
import { bitvault } from "./bitvault";
import { healthcare } from "./healthcare";
import { mllp } from "./mllp";
import { smedrec } from "./smedrec";

/**
 * Every system that the program can run, by its name, in the order of the SPEC; the name is its configuration namespace
 * too. Everything else follows from this list: configuration, schema, documentation tables, what a stack deploys.
 */
export const registry = {
  mllp,
  healthcare,
  smedrec,
  appointment,
  bitvault,
} as const;

/** Name of a system. */
export type SystemName = keyof typeof registry;

/** The names of all systems. */
export const systemNames = Object.keys(registry) as readonly SystemName[];
