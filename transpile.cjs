/**
 * Translates the program's TypeScript for ts-node (tsconfig.runtime.json), without checking types.
 *
 * TypeScript's own translator takes more than half of the CPU time of an evaluation, file by file. esbuild translates a
 * whole top-level folder in one go, in a fraction of it. Nothing is stored: each process reads the sources anew.
 */
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { buildSync, transformSync } = require("esbuild");

/** As in tsconfig.json: what the oldest Node that we support understands. */
const SETTINGS = { format: "cjs", platform: "node", target: "node20", logLevel: "silent" };

/**
 * Called by ts-node ("Third-party transpilers").
 *
 * @param {string} root The folder of the program; for tests.
 */
function create(_service, root = __dirname) {
  /** File → its translation, until it is asked for. */
  const ready = new Map();

  function transpile(input, { fileName }) {
    // Handed out once: a file that is asked for again may have changed.
    const known = ready.get(fileName) ?? translateFolder(fileName) ?? translateOne(input, fileName);
    ready.delete(fileName);
    return known;
  }

  /** Translates everything beside the file, or nothing when a file there is no TypeScript: it may never be loaded. */
  function translateFolder(fileName) {
    const inside = path.relative(root, fileName);
    if (inside.startsWith("..") || path.isAbsolute(inside) || !inside.includes(path.sep)) return undefined;
    const entryPoints = sources(path.join(root, inside.split(path.sep)[0]));
    try {
      const { outputFiles } = buildSync({
        ...SETTINGS,
        entryPoints,
        absWorkingDir: root,
        outbase: root,
        outdir: root,
        sourcemap: "external",
        write: false,
      });
      const texts = new Map(outputFiles.map((file) => [file.path, file.text]));
      for (const file of entryPoints) {
        const script = file.replace(/\.ts$/, ".js");
        ready.set(file, { outputText: texts.get(script), sourceMapText: texts.get(`${script}.map`) });
      }
    } catch {
      return undefined;
    }
    return ready.get(fileName);
  }

  return { transpile };
}

/** @throws esbuild's error, with file and line, for a text that is no TypeScript */
function translateOne(input, fileName) {
  const { code, map } = transformSync(input, {
    ...SETTINGS,
    loader: "ts",
    sourcefile: fileName,
    sourcemap: "external",
  });
  return { outputText: code, sourceMapText: map };
}

function sources(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(
      ({ name, parentPath }) => name.endsWith(".ts") && !name.endsWith(".d.ts") && !parentPath.includes("node_modules"),
    )
    .map(({ name, parentPath }) => path.join(parentPath, name));
}

module.exports = { create };
