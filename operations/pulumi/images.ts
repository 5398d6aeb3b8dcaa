import type { SystemName } from "../../systems/registry";
import { IMAGE_PARTS, imageText, type GivenImage } from "../image";
import type { Decision } from "./change";
import { pulumiFailure } from "./failure";
import type { StackSession } from "./stack";

/** The images of a system as a configuration says them, by name. */
export type Images = Readonly<Record<string, GivenImage>>;

/** The images that the stack file says. @throws OperationError */
export async function configuredImages(session: StackSession, system: SystemName): Promise<Images> {
  try {
    return imagesIn((await session.config())[imagesKey(system)]?.value);
  } catch (error) {
    throw pulumiFailure(error, "reading the configuration");
  }
}

/** The configuration key of a system's images. */
export function imagesKey(system: SystemName): string {
  return `${system}:images`;
}

/** Reads the value of {@link imagesKey}; what is no image is left to the program, which says so. */
export function imagesIn(value: string | undefined): Images {
  if (value === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null ? (parsed as Images) : {};
  } catch {
    return {};
  }
}

/** What to set so that an image is the given one: a tag or digest of the former would lie about it. */
export function decideImage(system: SystemName, name: string, former: GivenImage, given: GivenImage): Decision {
  const wanted: GivenImage = {
    ...(former.repository === undefined ? {} : { repository: former.repository }),
    ...given,
  };
  return imageDecision(system, [{ name, from: former, to: wanted }]);
}

type Replacement = { readonly name: string; readonly from: GivenImage; readonly to: GivenImage };

const changed = (images: readonly Replacement[]): readonly Replacement[] => {
  const differing = images.filter(({ from, to }) => IMAGE_PARTS.some((part) => from[part] !== to[part]));
  return differing.length === 0 ? images : differing;
};

/** What to set so that images are those given as `to`, part by part. */
export function imageDecision(system: SystemName, images: readonly Replacement[]): Decision {
  const paths = images.flatMap(({ name, from, to }) =>
    IMAGE_PARTS.map((part) => ({ path: `${system}:images.${name}.${part}`, from: from[part], to: to[part] })),
  );
  return {
    settings: paths.flatMap(({ path, from, to }) =>
      to === undefined || to === from ? [] : [{ path, value: to, ...asText(to) }],
    ),
    remove: paths.flatMap(({ path, from, to }) => (to === undefined && from !== undefined ? [path] : [])),
    summary: `${system}: ${changed(images)
      .map(({ name, from, to }) => `image ${name} ${imageText(from)} to ${imageText(to)}`)
      .join(", ")}`,
  };
}

/** A tag that is a number stays a text; the others go to Pulumi together. */
function asText(value: string): { readonly isText?: true } {
  return /^\d+$/u.test(value) ? { isText: true } : {};
}
