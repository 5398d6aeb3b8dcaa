#!/usr/bin/env node
/** The command `bulwark`: starts its TypeScript without a build step and without checking types. */
"use strict";

require("tsx/cjs");
require("./cli.ts");
