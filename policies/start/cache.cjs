/**
 * Keeps scripts that esbuild bundled, each with V8's compiled form of it, for as long as nothing that went into them has
 * changed: sources by content, their folders by the names in them, files of packages by size and time, the script itself
 * by its hash. Whoever asks gives every start exactly what is on disk; where the cache cannot be written, at the price of
 * bundling each time.
 */
"use strict";

const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const sha256 = (data) => crypto.createHash("sha256").update(data).digest("hex");

class ScriptCache {
  /**
   * @param {string} name Folder of the cache in node_modules/.cache: never committed, gone with the packages.
   * @param {NodeJS.Require} requireFrom `require` of a module beside the installed packages.
   */
  constructor(name, requireFrom) {
    const [modules] = requireFrom.resolve("esbuild/package.json").split(`${path.sep}esbuild${path.sep}`);
    this.folder = path.join(modules, ".cache", name);
  }

  /** @param identity Everything beside the files that decides what is bundled; plain data. */
  key(identity) {
    return sha256(JSON.stringify([process.version, sha256(fs.readFileSync(__filename)), identity]));
  }

  /** @returns The script kept under the key, or nothing unless all that went into it is as it was. */
  find(key) {
    try {
      const { hash, files, folders, packages } = JSON.parse(fs.readFileSync(this.path(key, "json"), "utf8"));
      const code = fs.readFileSync(this.path(key, "cjs"), "utf8");
      const unchanged =
        files.every(([file, before]) => sha256(fs.readFileSync(file)) === before) &&
        folders.every(([folder, before]) => names(folder) === before) &&
        packages.every(([file, before]) => stamp(file) === before);
      if (!unchanged || sha256(code) !== hash) return undefined;
      const compiled = this.path(key, `${hash}.v8`);
      return { code, compiled, cachedData: fs.existsSync(compiled) ? fs.readFileSync(compiled) : undefined };
    } catch {
      // Nothing cached yet, a file is gone, or another version wrote half of it: bundle it.
      return undefined;
    }
  }

  /**
   * Keeps a script, if the cache can be written.
   *
   * @param {readonly string[]} inputs The files that it was made of.
   * @param {string} [map] Its source map.
   * @returns The script, to be run.
   */
  keep(key, code, inputs, map) {
    const inPackage = (file) => file.includes(`${path.sep}node_modules${path.sep}`);
    const files = inputs.filter((file) => !inPackage(file));
    const folders = foldersOf(files);
    const hash = sha256(code);
    const found = {
      hash,
      files: files.map((file) => [file, sha256(fs.readFileSync(file))]),
      folders: folders.map((folder) => [folder, names(folder)]),
      packages: inputs.filter(inPackage).map((file) => [file, stamp(file)]),
    };
    const isKept = this.write([
      ...(map === undefined ? [] : [[this.path(key, "cjs.map"), map]]),
      [this.path(key, "cjs"), code],
      [this.path(key, "json"), JSON.stringify(found)],
    ]);
    if (!isKept) return { code };
    for (const name of fs.readdirSync(this.folder)) {
      if (name.startsWith(key) && name.endsWith(".v8")) fs.rmSync(path.join(this.folder, name), { force: true });
    }
    // V8 takes what it compiled of any script of the same length: the hash in the name says of which.
    return { code, compiled: this.path(key, `${hash}.v8`) };
  }

  /**
   * Runs a script as a CommonJS module.
   *
   * @param {string} filename As stack traces name it.
   * @returns its exports
   */
  run({ code, compiled, cachedData }, filename, requireFrom) {
    const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
      filename,
      cachedData,
      importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    const module = { exports: {} };
    const folder = path.dirname(filename);
    script.runInThisContext().call(module.exports, module.exports, requireFrom, module, filename, folder);
    if (compiled !== undefined && (cachedData === undefined || script.cachedDataRejected)) {
      // Once it has run for a while, so that the functions it needed are compiled; no reason to keep the process alive.
      setTimeout(() => this.write([[compiled, script.createCachedData()]]), 500).unref();
    }
    return module.exports;
  }

  path(key, ending) {
    return path.join(this.folder, `${key}.${ending}`);
  }

  /** Writes files so that another start at the same moment never reads half of one. @returns whether that was possible */
  write(files) {
    try {
      fs.mkdirSync(this.folder, { recursive: true });
      for (const [file, data] of files) {
        const temporary = `${file}.${process.pid}`;
        fs.writeFileSync(temporary, data);
        fs.renameSync(temporary, file);
      }
      return true;
    } catch {
      return false;
    }
  }
}

/** Every folder in which one of the files lies or could, up to the topmost that holds one. */
function foldersOf(files) {
  // Never the root of the file system: it is above itself.
  const top = Math.max(2, Math.min(...files.map((file) => path.dirname(file).length)));
  const found = new Set();
  for (const file of files) {
    for (let folder = path.dirname(file); folder.length >= top; folder = path.dirname(folder)) found.add(folder);
  }
  return [...found];
}

/** A file that appears may be found in the place of another one. */
const names = (folder) => sha256(fs.readdirSync(folder).sort().join("\n"));

/** Size and time of a file of a package. @throws Error if it is gone */
function stamp(file) {
  const { size, mtimeMs } = fs.statSync(file);
  return `${size} ${mtimeMs}`;
}

module.exports = { ScriptCache };
