import { isDeepStrictEqual } from "node:util";

import { parseDocument } from "yaml";

import type { SystemName } from "../../systems/registry";
import { OperationError } from "../errors";
import { fileAt } from "../git";
import { stackFile } from "./configuration";
import { pulumiFailure } from "./failure";
import { imagesIn, imagesKey, type Images } from "./images";
import type { StackSession } from "./stack";
import { isDeployment, updateName } from "./update-name";

/** Updates of the history that are looked through; what is older is a matter of git. */
const HISTORY_PAGE = 200;

/** Where to return to. */
export interface Wanted {
  /** Name of an update. Default: the latest one with other images. */
  readonly to?: string;
  /** A git revision, in place of the history. */
  readonly git?: string;
  /** Only this image is compared. Default: all of the system. */
  readonly only?: string;
}

/** One update of a history, as far as it matters here. */
export interface PastUpdate {
  readonly version: number;
  readonly startTime: Date;
  readonly message: string;
  readonly kind: string;
  readonly result: string;
  readonly config: Readonly<Record<string, { readonly value: string } | undefined>>;
}

/** The images of a system at an earlier time, and where they were found. @throws OperationError */
export async function formerImages(
  session: StackSession,
  system: SystemName,
  current: Images,
  wanted: Wanted,
): Promise<{ readonly images: Images; readonly origin: string }> {
  const { git } = wanted;
  if (git !== undefined) {
    const text = await fileAt(stackFile(session), git);
    const written = parseDocument(text).toJS() as { config?: Record<string, unknown> } | null;
    return { images: (written?.config?.[imagesKey(system)] ?? {}) as Images, origin: `git ${git}` };
  }
  const { name, images } = formerUpdate(await pastUpdates(session), system, current, wanted);
  return { images, origin: `update ${name}` };
}

/** The history, the latest update first. @throws OperationError */
export async function pastUpdates({ api }: StackSession): Promise<readonly PastUpdate[]> {
  try {
    return await api.history(HISTORY_PAGE, 1, false);
  } catch (error) {
    throw pulumiFailure(error, "reading the history");
  }
}

/** An update that deployed images of a system. */
export interface GoodUpdate {
  readonly name: string;
  readonly images: Images;
  readonly message: string;
}

/** The updates that succeeded with images of the system in the stack file, in the order of the history. */
export function goodUpdates(history: readonly PastUpdate[], system: SystemName): readonly GoodUpdate[] {
  return history
    .filter(isDeployment)
    .map((update) => ({
      name: updateName(update),
      images: imagesIn(update.config[imagesKey(system)]?.value),
      message: update.message,
    }))
    .filter(({ images }) => Object.keys(images).length > 0);
}

/**
 * The update to return to, of a history that begins with the latest.
 * @throws OperationError `usage` when there is none
 */
export function formerUpdate(
  history: readonly PastUpdate[],
  system: SystemName,
  current: Images,
  { to, only }: Wanted,
): GoodUpdate {
  const part = (images: Images): unknown => (only === undefined ? images : images[only]);
  const found = goodUpdates(history, system).find(({ name, images }) =>
    to === undefined ? !isDeepStrictEqual(part(images), part(current)) : name === to,
  );
  if (found !== undefined) return found;
  throw new OperationError(
    "usage",
    to === undefined
      ? `The history has no update that succeeded with other images of ${system}. Nothing was changed.`
      : `The history has no update ${to} that succeeded with images of ${system}. Nothing was changed.`,
    ["--list shows the updates to return to; --git REVISION takes the images from a former stack file."],
  );
}
