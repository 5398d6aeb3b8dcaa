#!/usr/bin/env node
/** The command over plain manifests: starts like the pack itself, without a build step and without checking types. */
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const { load } = require("../start/bundle.cjs");

const pack = path.dirname(__dirname);

async function run() {
  const { main } = await load(pack, "audit/cli.ts", require);
  process.exitCode = main(process.argv.slice(2), {
    folder: process.cwd(),
    readStdin: () => fs.readFileSync(0, "utf8"),
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    today: () => new Date().toISOString().slice(0, 10),
    packVersion: require("../package.json").version,
    exemptionsFile: process.env["BULWARK_EXEMPTIONS"] ?? path.join(pack, "exemptions.yaml"),
  });
}

// Whoever reads the report may have seen enough of it, as head does.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
});

run();
