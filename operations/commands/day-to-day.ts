import type { CommandUnknownOpts } from "@commander-js/extra-typings";

import { rollback } from "./rollback";
import { scale } from "./scale";
import { status } from "./status";
import { update } from "./update";

/** What people do to a system that runs, in the order in which `help` lists it. */
export const dayToDay: readonly CommandUnknownOpts[] = [status, update, rollback, scale];
