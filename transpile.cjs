/**
 * Translates the program's TypeScript for ts-node (tsconfig.runtime.json), without checking types.
 *
 * TypeScript's own translator takes more than half of the CPU time of an evaluation, file by file; esbuild takes a
 * fraction of it. A Pulumi program becomes one script, kept in node_modules/.cache for as long as nothing that went into
 * it has changed, by content; any other file, as tests load them, is translated with its top-level folder in one go, and
 * nothing is stored.
 */
"use strict";

const fs = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const { buildSync, transformSync } = require("esbuild");

const { ScriptCache } = require("./policies/start/cache.cjs");

/** As in tsconfig.json: what the oldest Node that we support understands. */
const SETTINGS = { format: "cjs", platform: "node", target: "node20", logLevel: "silent" };

/** In the place of a program's entry. Its source map names no place, because nothing of it is anybody's source. */
const starter = {
  outputText: `module.exports = require(${JSON.stringify(__filename)}).run(__filename);`,
  sourceMapText: JSON.stringify({ version: 3, sources: [], names: [], mappings: "" }),
};

/**
 * Called by ts-node ("Third-party transpilers").
 *
 * @param {string} root The folder of the sources; for tests.
 */
function create(_service, root = __dirname) {
  /** File → its translation, until it is asked for. */
  const ready = new Map();

  function transpile(input, { fileName }) {
    if (isProgram(fileName)) return starter;
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

/** Whether a file is what Pulumi runs: the entry beside a project's Pulumi.yaml. */
const isProgram = (fileName) =>
  path.basename(fileName) === "index.ts" && fs.existsSync(path.join(path.dirname(fileName), "Pulumi.yaml"));

/**
 * Runs a program.
 *
 * @param {string} entry Its TypeScript module.
 * @returns its exports
 * @throws esbuild's error, with file and line, if a source is no TypeScript
 */
function run(entry) {
  const requireFrom = createRequire(entry);
  const cache = new ScriptCache("bulwark", requireFrom);
  const key = cache.key([entry, requireFrom.resolve("esbuild/package.json"), fs.readFileSync(__filename, "utf8")]);
  const script = cache.find(key) ?? bundle(entry, cache, key);
  translateFramesOnce();
  withholdDebugMessages(requireFrom);
  return cache.run(script, cache.path(key, "cjs"), requireFrom);
}

/**
 * Lets each place in a stack trace be looked up in the source maps once.
 *
 * Pulumi's SDK writes a whole trace down for each resource and each promise, from the same few places; translating all
 * of them took a sixth of the time of a large program. The name of a function comes from the place that calls it, so that
 * a frame is known by both.
 */
function translateFramesOnce() {
  const translate = Error.prepareStackTrace;
  if (translate === undefined || translate.name === "translatedOnce") return;
  const known = new Map();
  const place = (frame) =>
    frame && `${frame.getFileName()}:${frame.getLineNumber()}:${frame.getColumnNumber()} ${frame.getFunctionName()}`;
  Error.prepareStackTrace = function translatedOnce(error, frames) {
    const places = frames.map(place);
    const texts = frames.map((frame, index) => {
      const pair = `${places[index]}, ${places[index + 1]}`;
      let text = known.get(pair);
      if (text === undefined) {
        [, text] = translate(unnamed, frames.slice(index, index + 2)).split("\n");
        known.set(pair, text);
      }
      return text;
    });
    return [translate(error, []), ...texts].join("\n");
  };
}

/**
 * Keeps the SDK's debug messages from the engine, unless `BULWARK_DEBUG_LOG` is "true".
 *
 * The SDK sends four for each resource, one call after another, whether or not `pulumi --debug` shows them: it cannot know. They
 * took a tenth of the time of a large preview.
 */
function withholdDebugMessages(requireFrom) {
  if (process.env.BULWARK_DEBUG_LOG === "true") return;
  try {
    requireFrom("@pulumi/pulumi/log").debug = () => Promise.resolve();
  } catch {
    // A program without the SDK has nothing to say.
  }
}

/** An error whose message is no line of its own. */
const unnamed = new Error();

/** Pulumi's packages stay outside: its runner has loaded the SDK already, and of the resources few are needed. */
function bundle(entry, cache, key) {
  const folder = path.dirname(entry);
  const { outputFiles, metafile } = withoutFrames(() =>
    buildSync({
      ...SETTINGS,
      entryPoints: [entry],
      absWorkingDir: folder,
      // Places in the source map are relative to it.
      outfile: cache.path(key, "cjs"),
      bundle: true,
      external: ["@pulumi/*"],
      sourcemap: true,
      sourcesContent: false,
      metafile: true,
      write: false,
    }),
  );
  const [{ text: map }, { text: code }] = outputFiles;
  const inputs = Object.keys(metafile.inputs).map((file) => path.resolve(folder, file));
  return cache.keep(key, code, inputs, map);
}

/** What a person wrote is at fault: file and line are in the message, and frames of esbuild would bury them. */
function withoutFrames(build) {
  try {
    return build();
  } catch ({ message }) {
    const error = new Error(message);
    error.stack = message;
    throw error;
  }
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

module.exports = { create, run };
