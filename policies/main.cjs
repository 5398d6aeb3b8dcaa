/**
 * Entry point of the policy pack for Pulumi's nodejs language host.
 *
 * The pack is TypeScript without a build step: each start runs exactly the sources that are on disk, without checking
 * their types (tests and CI do). start/bundle.cjs says how that is fast.
 */
"use strict";

const path = require("node:path");

const { load } = require("./start/bundle.cjs");

/** Errors in what a person wrote, an exemption or a source file: they need their message, not a stack trace. */
const isOurs = (error) => error.name === "RegisterError" || Array.isArray(error.errors);

async function main() {
  // The policy SDK reads the pack's version from package.json in the working directory.
  process.chdir(__dirname);
  try {
    const { start } = await load(__dirname, "index.ts", require);
    start(process.env["BULWARK_EXEMPTIONS"] ?? path.join(__dirname, "exemptions.yaml"), process.env);
  } catch (error) {
    if (!isOurs(error)) {
      throw error;
    }
    console.error(error.message);
    process.exit(1);
  }
}

module.exports = main();
