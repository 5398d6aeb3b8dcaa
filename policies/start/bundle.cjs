/**
 * Runs TypeScript sources as one script, bundled by esbuild and kept in a cache.
 *
 * Reading some hundred small files costs more than everything else that a policy pack does at its start. So the pack
 * and what it needs of the SDK become one script, stored with V8's compiled form of it. The script is used again only
 * if nothing that went into it has changed: the pack's own sources by content, files of packages by size and time,
 * the script itself by its hash. Where the cache cannot be written, the bundle is made anew at each start.
 */
"use strict";

const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const sha256 = (data) => crypto.createHash("sha256").update(data).digest("hex");

/** Packages whose place decides what is bundled: another one found at the next start makes another bundle. */
const PACKAGES = ["@pulumi/policy", "@pulumi/pulumi/package.json", "@grpc/grpc-js", "google-protobuf", "yaml"];

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
  const resolved = PACKAGES.map((name) => requireFrom.resolve(name));
  const key = sha256(
    JSON.stringify([
      shared,
      process.version,
      resolved,
      sha256(fs.readFileSync(require.resolve("./bundle.cjs"))),
      ownSources(folder),
    ]),
  );
  const cache = cacheFolder(requireFrom);
  const { code, cachedData } = readCache(cache, key) ?? (await build(folder, entry, shared, cache, key));
  return run(code, cachedData, path.join(folder, entry), requireFrom, (data) => {
    writeCache(cache, [[`${key}.v8`, data]]);
  });
}

/** Every TypeScript file of the pack with the hash of its content. */
function ownSources(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .flatMap((item) => {
      const file = path.join(folder, item.name);
      if (item.isDirectory()) {
        return ownSources(file);
      }
      return item.name.endsWith(".ts") ? [[file, sha256(fs.readFileSync(file))]] : [];
    });
}

/** node_modules/.cache beside the installed packages: never committed, gone with the packages. */
function cacheFolder(requireFrom) {
  const [modules] = requireFrom.resolve("esbuild/package.json").split(`${path.sep}esbuild${path.sep}`);
  return path.join(modules, ".cache", "bulwark-policies");
}

/** Size and time of a file of a package; `undefined` if it is gone. */
function stamp(file) {
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  return stats && [stats.size, stats.mtimeMs];
}

function readCache(cache, key) {
  try {
    const { hash, inputs } = JSON.parse(fs.readFileSync(path.join(cache, `${key}.json`), "utf8"));
    const code = fs.readFileSync(path.join(cache, `${key}.cjs`), "utf8");
    const unchanged = inputs.every(([file, ...before]) => String(stamp(file)) === String(before));
    if (!unchanged || sha256(code) !== hash) {
      return undefined;
    }
    const compiled = path.join(cache, `${key}.v8`);
    return { code, cachedData: fs.existsSync(compiled) ? fs.readFileSync(compiled) : undefined };
  } catch {
    // Nothing cached yet, or a half-written file of another version: build it.
    return undefined;
  }
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
  const code = outputFiles[0].text;
  const inputs = Object.keys(metafile.inputs)
    .map((file) => path.resolve(folder, file))
    .filter((file) => file.includes(`${path.sep}node_modules${path.sep}`) || !file.endsWith(".ts"))
    .map((file) => [file, ...stamp(file)]);
  writeCache(cache, [
    [`${key}.cjs`, code],
    [`${key}.json`, JSON.stringify({ hash: sha256(code), inputs })],
  ]);
  return { code, cachedData: undefined };
}

/** Writes files so that another start at the same moment never reads half of one. */
function writeCache(cache, files) {
  try {
    fs.mkdirSync(cache, { recursive: true });
    for (const [name, data] of files) {
      const temporary = path.join(cache, `${name}.${process.pid}`);
      fs.writeFileSync(temporary, data);
      fs.renameSync(temporary, path.join(cache, name));
    }
  } catch {
    // A folder that cannot be written costs time at each start, nothing else.
  }
}

function run(code, cachedData, filename, requireFrom, keepCompiled) {
  const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
    filename: `${filename}.bundle.cjs`,
    cachedData,
    importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  script.runInThisContext().call(module.exports, module.exports, requireFrom, module, filename, path.dirname(filename));
  if (cachedData === undefined || script.cachedDataRejected) {
    // Once the pack serves, so that the functions it needed are compiled; no reason to keep the process alive.
    setTimeout(() => keepCompiled(script.createCachedData()), 500).unref();
  }
  return module.exports;
}

module.exports = { load };
