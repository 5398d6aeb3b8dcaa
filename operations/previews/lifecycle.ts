import type { OpMap } from "@pulumi/pulumi/automation";

import type { Context } from "../context";
import { OperationError } from "../errors";
import { parseImage, type GivenImage } from "../image";
import { configure, type Setting } from "../pulumi/configuration";
import { configuredImages, decideImage } from "../pulumi/images";
import { StackSession } from "../pulumi/stack";
import { createStack, hasPreview, removeStack, stackOf } from "./stacks";

/** Only this system has previews (SPEC 1.5). */
const SYSTEM = "bitvault";

/** How long a preview that could not be made has to go away again, in seconds. */
const CLEANING_UP = 300;

/** Options of making or updating a preview. */
export interface PreviewRequest {
  readonly pullRequest: number;
  /** `NAME=IMAGE` of the workloads that the pull request changes. */
  readonly images: readonly string[];
  /** The day from which it may go. Default: two weeks after its last update. */
  readonly expires?: string | undefined;
}

/**
 * Makes the preview of a pull request with the configuration of stack `from`. One that cannot be deployed is taken away
 * again, so that nothing of it is left.
 */
export async function createPreview(
  context: Context,
  request: PreviewRequest & { readonly from: string },
  report: (line: string) => void,
): Promise<OpMap> {
  const stack = stackOf(request.pullRequest);
  if (await hasPreview(context, request.pullRequest)) {
    throw new OperationError("refused", `The preview of pull request ${request.pullRequest} exists already.`, [
      `bulwark previews update ${request.pullRequest}`,
    ]);
  }
  // What is wrong with the request is told before a stack is made of it.
  request.images.forEach(imageOf);
  await createStack(context, stack, request.from);
  try {
    const session = await StackSession.open(context, stack);
    // The copied list may name several systems; its other entries would stay behind a first one that is set.
    await configure(session, [], ["bulwark:systems"]);
    await configure(session, [
      { path: "bulwark:environment", value: "preview" },
      { path: "bulwark:ownsShared", value: "false" },
      { path: "bulwark:systems[0]", value: SYSTEM },
      ...expiry(request),
    ]);
    return await applyImages(session, request, report);
  } catch (error) {
    report("taking the preview away again");
    await removePreview(context.afterwards(CLEANING_UP), request.pullRequest, () => undefined);
    throw error;
  }
}

/** Brings a preview to another commit of its pull request. When that fails it stays as it is, to be looked at. */
export async function updatePreview(
  context: Context,
  request: PreviewRequest,
  report: (line: string) => void,
): Promise<OpMap> {
  const session = await StackSession.open(context, stackOf(request.pullRequest));
  await configure(session, expiry(request));
  return applyImages(session, request, report);
}

async function applyImages(
  session: StackSession,
  { images }: PreviewRequest,
  report: (line: string) => void,
): Promise<OpMap> {
  for (const [name, given] of images.map(imageOf)) {
    const former = (await configuredImages(session, SYSTEM))[name] ?? {};
    const { settings, remove } = decideImage(SYSTEM, name, former, given);
    await configure(session, settings, remove);
  }
  return (await session.up({ report })).counts;
}

function expiry({ expires }: PreviewRequest): readonly Setting[] {
  return expires === undefined ? [] : [{ path: "bulwark:expiresAt", value: expires }];
}

/** Reads `NAME=IMAGE`. @throws OperationError `usage` */
export function imageOf(text: string): readonly [name: string, image: GivenImage] {
  const [, name, image] = /^([^=]+)=(.+)$/u.exec(text) ?? [];
  if (name === undefined || image === undefined) {
    throw new OperationError("usage", `"${text}" is no image of a workload.`, [
      "Allowed: NAME=IMAGE, such as bitvaultd=pr-7.",
    ]);
  }
  return [name, parseImage(image)];
}

/** Deletes what a preview made and forgets its stack. @returns false when there is none, which is as good */
export async function removePreview(
  context: Context,
  number: number,
  report: (line: string) => void,
): Promise<boolean> {
  const stack = stackOf(number);
  if (!(await hasPreview(context, number))) return false;
  await (await StackSession.open(context, stack)).destroy({ report });
  await removeStack(context, stack);
  return true;
}
