import { isDeepStrictEqual } from "node:util";

import { parseDocument } from "yaml";

import type { SystemName } from "../../systems/registry";
import { OperationError } from "../errors";
import { fileAt } from "../git";
import { stackFile } from "./configuration";
import { pulumiFailure } from "./failure";
import { imagesIn, imagesKey, type Images } from "./images";
import type { StackSession } from "./stack";

/** Updates of the history that are looked through; more are a matter of `--to` or git. */
const HISTORY_PAGE = 200;

/** Where to return to. */
export interface Wanted {
  /** Number of an update. Default: the latest one with other images. */
  readonly to?: number;
  /** A git revision, in place of the history. */
  readonly git?: string;
  /** Only this image is compared. Default: all of the system. */
  readonly only?: string;
}

/** One update of a history, as far as it matters here. */
export interface PastUpdate {
  readonly version: number;
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
  let history: readonly PastUpdate[];
  try {
    history = await session.api.history(HISTORY_PAGE, 1, false);
  } catch (error) {
    throw pulumiFailure(error, "reading the history");
  }
  const { version, images } = formerUpdate(history, system, current, wanted);
  return { images, origin: `update ${version}` };
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
): { readonly version: number; readonly images: Images } {
  const good = history
    .filter(({ kind, result }) => kind === "update" && result === "succeeded")
    .map(({ version, config }) => ({ version, images: imagesIn(config[imagesKey(system)]?.value) }));
  const part = (images: Images): unknown => (only === undefined ? images : images[only]);
  const found = good.find(({ version, images }) =>
    to === undefined
      ? Object.keys(images).length > 0 && !isDeepStrictEqual(part(images), part(current))
      : version === to,
  );
  if (found !== undefined) return found;
  throw new OperationError(
    "usage",
    to === undefined
      ? `The history has no update that succeeded with other images of ${system}. Nothing was changed.`
      : `The history has no update ${to} that succeeded. Nothing was changed.`,
    ["pulumi stack history --stack STACK lists the updates; --git REVISION takes the images from a former stack file."],
  );
}
