/**
 * Runs one of the programs here as Pulumi's runner runs a program: with the compiler loaded, bundled into one script that is
 * kept. `node start.cjs FILE ARGUMENTS`
 */
"use strict";

const path = require("node:path");

require("ts-node/register");

const [node, , file, ...rest] = process.argv;
process.argv = [node, file, ...rest];
require("../../../transpile.cjs").run(path.join(__dirname, file));
