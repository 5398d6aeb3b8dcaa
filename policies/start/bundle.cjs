/**
 * Runs the pack's TypeScript as one script, bundled by esbuild and kept in a cache.
 *
 * Reading some hundred small files costs more than everything else that a policy pack does at its start. So the pack
 * and what it needs of the SDK become one script; cache.cjs says when it is used again.
 */
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const { ScriptCache } = require("./cache.cjs");

/** Packages whose place decides what is bundled: another one found at the next start makes another bundle. */
const PACKAGES = [
  "@pulumi/policy",
  "@pulumi/pulumi/package.json",
  "@grpc/grpc-js",
  "google-protobuf",
  "yaml",
  "commander",
];

/**
 * Loads a module of the pack.
 *
 * @param {string} folder The pack.
 * @param {string} entry Its TypeScript module, relative to the folder.
 * @param {NodeJS.Require} requireFrom `require` of a module in the folder.
 * @returns A promise of the exports of the module; esbuild's error, with file and line, if the sources are no TypeScript.
 */
async function load(folder, entry, requireFrom) {
  // Pulumi's own runner has loaded gRPC and most of the SDK by now; using that is cheaper than bundling it again.
  const shared = requireFrom.resolve("@grpc/grpc-js") in requireFrom.cache;
  const cache = new ScriptCache("bulwark-policies", requireFrom);
  const key = cache.key([folder, entry, shared, PACKAGES.map((name) => requireFrom.resolve(name))]);
  const script = cache.find(key) ?? (await build(folder, entry, shared, cache, key));
  return cache.run(script, `${path.join(folder, entry)}.bundle.cjs`, requireFrom);
}

/** Puts sdk.cjs in the place of the main module of @pulumi/pulumi, and has the policy SDK read each object once. */
const leanSdk = {
  name: "lean-sdk",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^@pulumi\/pulumi$/ }, () => ({ path: path.join(__dirname, "sdk.cjs") }));
    onLoad({ filter: /@pulumi[\\/]policy[\\/]deserialize\.js$/ }, ({ path: file }) => {
      const once = JSON.stringify(path.join(__dirname, "once.cjs"));
      const wrapped = `exports.deserializeProperties = require(${once})(exports.deserializeProperties);`;
      return { contents: `${fs.readFileSync(file, "utf8")}\n${wrapped}\n` };
    });
  },
};

async function build(folder, entry, shared, cache, key) {
  const { outputFiles, metafile } = await require("esbuild").build({
    entryPoints: [path.join(folder, entry)],
    absWorkingDir: folder,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    write: false,
    metafile: true,
    logLevel: "silent",
    plugins: [leanSdk],
    external: shared ? ["@grpc/grpc-js", "google-protobuf", "@pulumi/pulumi/*"] : [],
  });
  const [{ text: code }] = outputFiles;
  const inputs = [...Object.keys(metafile.inputs).map((file) => path.resolve(folder, file)), __filename];
  return cache.keep(key, code, inputs);
}

module.exports = { load };
