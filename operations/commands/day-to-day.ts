import type { CommandUnknownOpts } from "@commander-js/extra-typings";

import { rollback } from "./rollback";
import { scale } from "./scale";
import { status } from "./status";
import { deletion } from "./delete";
import { logs } from "./logs";
import { persist } from "./persist";
import { portForward } from "./port-forward";
import { restart } from "./restart";
import { update } from "./update";

/** What people do to a system that runs, in the order in which `help` lists it. */
export const dayToDay: readonly CommandUnknownOpts[] = [
  status,
  logs,
  update,
  rollback,
  scale,
  restart,
  portForward,
  persist,
  deletion,
];
