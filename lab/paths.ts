import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { LabError } from "./errors";

const LAB_NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/**
 * The folder that holds the tool chain and all labs, outside every clone: `$BULWARK_CACHE`, else
 * `$XDG_CACHE_HOME/bulwark`, else `~/Library/Caches/bulwark` on macOS and `~/.cache/bulwark` elsewhere.
 * A relative `$XDG_CACHE_HOME` is ignored, as the XDG Base Directory Specification demands.
 */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env["BULWARK_CACHE"]) return resolve(env["BULWARK_CACHE"]);
  const xdg = env["XDG_CACHE_HOME"];
  if (xdg && isAbsolute(xdg)) return join(xdg, "bulwark");
  return process.platform === "darwin"
    ? join(homedir(), "Library", "Caches", "bulwark")
    : join(homedir(), ".cache", "bulwark");
}

/**
 * The folder of the lab with this name.
 * @throws LabError when the name is not 1 to 40 lower-case letters, digits and inner hyphens
 */
export function labDir(name: string, env: NodeJS.ProcessEnv = process.env): string {
  if (!LAB_NAME.test(name)) {
    throw new LabError(`The lab name "${name}" is not allowed.`, {
      remedy: "Use 1 to 40 lower-case letters, digits and hyphens, beginning and ending with a letter or digit.",
    });
  }
  return join(cacheDir(env), "labs", name);
}

/**
 * The lab that belongs to a clone when no name is given: "bulwark-" and six hex digits of the SHA-256 of the clone's real
 * path, so that two clones never share a control plane by accident.
 */
export function defaultLabName(root: string): string {
  return `bulwark-${createHash("sha256").update(realpathSync(root)).digest("hex").slice(0, 6)}`;
}
