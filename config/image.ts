import type * as z from "zod";

import { group, text } from "./fields";
import { digestFormat, parseDigest } from "./primitives/digest";
import { isStrict } from "./primitives/environment";
import { checkImage, formatImage, repositoryFormat, tagFormat } from "./primitives/image";
import { InvalidValue } from "./primitives/invalid";
import { labelValueFormat } from "./primitives/names";
import { setCommand } from "./problem";
import type { Scope } from "./scope";

/** An image that the SPEC names: an installation adds the digest, and may take another one. */
export interface KnownImage {
  readonly repository: string;
  readonly tag: string;
  /** The tag is shown as a label too, so that a digest needs its own one beside it (C-19). Default: false. */
  readonly isVersion?: boolean;
}

/**
 * Keys of one image: `images.<name>.{repository,tag,digest}` (G-44).
 * @param known what the SPEC says of it, perhaps no usable tag. Default: nothing, the installation names it.
 */
export function imageKeys(
  what: string,
  known?: Omit<KnownImage, "tag"> & Partial<KnownImage>,
): ReturnType<typeof group<ImageShape>> {
  const repository = known === undefined ? "Required" : `Default: ${known.repository}`;
  const tag = known?.tag === undefined ? "Needed where there is no digest" : `Default: ${known.tag}`;
  const version = known?.isVersion === true ? ", but a digest needs its own tag beside it (C-19)" : "";
  return group(`The image of ${what}.`, {
    repository: text({ description: `Registry and repository. ${repository}.`, format: repositoryFormat }),
    tag: text({ description: `Tag; never latest (R-64). ${tag}${version}.`, format: tagFormat }),
    digest: text({
      description: "Digest, which is what is pulled when it is given. Required in staging and prod (R-63).",
      format: digestFormat,
      parse: parseDigest,
    }),
  });
}

type Text = ReturnType<typeof text>;
type ImageShape = { repository: Text; tag: Text; digest: Text };

/** An image as it stands in the stack file. */
export type ImageValues = z.output<ReturnType<typeof imageKeys>>;

/**
 * The full reference of an image, as a pod takes it.
 *
 * Reports a missing repository, a missing digest in staging and prod, and an image with neither tag nor digest
 * . `path` is where the image stands, such as `images.server`.
 */
export function resolveImage(scope: Scope, path: string, image: ImageValues, name: string): string {
  const { repository, tag, digest } = image ?? {};
  const key = `${scope.namespace}:${path}`;
  const example = `registry.example.com/${name}`;
  if (repository === undefined) {
    scope.report({
      key: `${key}.repository`,
      given: "nothing",
      allowed: "registry and repository of the image, which the program does not know (G-44)",
      remedy: [setCommand(scope.stack, `${key}.repository`, example)],
    });
  }
  if (isStrict(scope.environment) && digest === undefined) {
    reportMissingDigest(scope, key, tag);
  } else if (tag === undefined && digest === undefined) {
    scope.report({
      key: `${key}.tag`,
      given: "nothing",
      allowed: "a tag other than latest, or a digest in its place (R-64)",
      remedy: [setCommand(scope.stack, `${key}.tag`, tagFormat.examples[0] ?? "v1.0.0")],
    });
  }
  return reference(repository ?? example, tag, digest);
}

/**
 * The reference and the tag of an image that the SPEC names, with what the installation says over it.
 *
 * Reports a missing digest in staging and prod, and one without its tag where the tag is shown (C-19).
 */
export function resolveKnownImage(
  scope: Scope,
  path: string,
  image: ImageValues,
  known: KnownImage,
): { readonly reference: string; readonly tag: string } {
  const { repository = known.repository, tag = known.tag, digest } = image ?? {};
  const key = `${scope.namespace}:${path}`;
  if (isStrict(scope.environment) && digest === undefined) {
    reportMissingDigest(scope, key, tag);
  }
  if (known.isVersion === true) {
    checkVersion(scope, `${key}.tag`, image, known.tag);
  }
  return { reference: reference(repository, tag, digest), tag };
}

/** A tag that is shown as a label must be said beside a digest, and be a label value. */
function checkVersion({ stack, report }: Scope, key: string, image: ImageValues, example: string): void {
  const remedy = [setCommand(stack, key, example)];
  if (image?.digest !== undefined && image.tag === undefined) {
    const allowed = "the tag that the digest belongs to: it becomes the label version, which a digest cannot (C-19)";
    report({ key, given: "nothing beside the digest", allowed, remedy });
  }
  if (image?.tag !== undefined && !isLabelValue(image.tag)) {
    const allowed = "a tag that can be the label version (C-19): at most 63 characters, a letter or digit at both ends";
    report({ key, given: JSON.stringify(image.tag), allowed, remedy });
  }
}

function isLabelValue(text: string): boolean {
  return text.length <= labelValueFormat.maxLength && new RegExp(labelValueFormat.pattern).test(text);
}

function reportMissingDigest(scope: Scope, key: string, tag: string | undefined): void {
  scope.report({
    key: `${key}.digest`,
    given: tag === undefined ? "nothing" : `only the tag ${tag}`,
    allowed: `a digest: an image in ${scope.environment} is pinned (R-63)`,
    remedy: [setCommand(scope.stack, `${key}.digest`, digestFormat.examples[0] ?? "sha256:…")],
  });
}

/** Where parts are missing a problem is reported already, and the reference is never used. */
function reference(repository: string, tag: string | undefined, digest: string | undefined): string {
  try {
    return formatImage(checkImage({ repository, tag, digest }));
  } catch (error) {
    if (error instanceof InvalidValue) {
      return repository;
    }
    throw error;
  }
}
