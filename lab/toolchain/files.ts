import { randomUUID } from "node:crypto";
import { copyFile, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hasCode } from "../../machine/errors";
import { claimIsAlive, ownClaim, parseClaim } from "../../machine/processes";
import { FOREIGN_CLAIM_MS } from "./lock";

const TEMPORARY = ".tmp-";
const OWNER = ".owner";

/**
 * Fills a folder that is either complete or not there: `fill` gets a temporary folder beside it, which is renamed when it
 * returns and removed when it throws.
 * @param target the folder to make; an older one is replaced
 */
export async function fillFolder(target: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(target), `${TEMPORARY}${randomUUID()}`);
  try {
    await mkdir(temporary, { recursive: true });
    await writeFile(join(temporary, OWNER), JSON.stringify(ownClaim()));
    await fill(temporary);
    await rm(join(temporary, OWNER));
    await replaceFolder(temporary, target);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Moves a folder into place; processes that still use the old one keep its files until they end. */
async function replaceFolder(from: string, to: string): Promise<void> {
  const old = join(dirname(to), `${TEMPORARY}${randomUUID()}`);
  try {
    await rename(to, old);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
  await rename(from, to);
  await rm(old, { recursive: true, force: true });
}

/** Removes what killed processes left in a folder: temporary folders whose owner no longer runs, and unused lock claims. */
export async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const ownerFile = name.startsWith(TEMPORARY) ? join(path, OWNER) : /\.lock\.[0-9a-f-]{36}$/.test(name) ? path : "";
    if (ownerFile !== "" && (await isAbandoned(path, ownerFile))) await rm(path, { recursive: true, force: true });
  }
}

async function isAbandoned(path: string, ownerFile: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    const age = Date.now() - mtimeMs;
    const claim = parseClaim(await readFile(ownerFile, "utf8").catch(() => ""));
    // Without a readable owner it is either just being made or being removed, or its maker died in between.
    return claim ? !claimIsAlive(claim, age, FOREIGN_CLAIM_MS) : age > 60_000;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

/** Puts a file at a second place without using its space twice; across file systems it is copied. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await link(from, to);
  } catch (error) {
    if (!hasCode(error, "EXDEV", "EPERM", "ENOTSUP", "EOPNOTSUPP", "EMLINK")) throw error;
    await copyFile(from, to);
  }
}
