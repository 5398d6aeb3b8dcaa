import { Command } from "@commander-js/extra-typings";

import { abort } from "./abort";
import { observe } from "./observe";
import { promote } from "./promote";
import { whole } from "./run";
import { start } from "./start";
import { status } from "./status";
import { step } from "./step";

/** `bulwark canary …`: a new image of an appointment service on a share of its requests (SPEC 1.4.12). */
export const canary = new Command("canary").summary(
  "try a new image of an appointment service on a share of its requests",
);

for (const command of [start, observe, step, promote, abort, status, whole]) canary.addCommand(command);
