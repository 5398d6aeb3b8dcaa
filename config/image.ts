import type * as z from "zod";

import { group, text } from "./fields";
import { digestFormat, parseDigest } from "./primitives/digest";
import { isStrict } from "./primitives/environment";
import { checkImage, formatImage, repositoryFormat, tagFormat } from "./primitives/image";
import { InvalidValue } from "./primitives/invalid";
import { setCommand } from "./problem";
import type { Scope } from "./scope";

/** Keys of one image: `images.<name>.{repository,tag,digest}` (G-44). */
export function imageKeys(what: string): ReturnType<typeof group<ImageShape>> {
  return group(`The image of ${what}.`, {
    repository: text({ description: "Registry and repository. Required.", format: repositoryFormat }),
    tag: text({ description: "Tag; never latest (R-64). Needed where there is no digest.", format: tagFormat }),
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
    scope.report({
      key: `${key}.digest`,
      given: tag === undefined ? "nothing" : `only the tag ${tag}`,
      allowed: `a digest: an image in ${scope.environment} is pinned (R-63)`,
      remedy: [setCommand(scope.stack, `${key}.digest`, digestFormat.examples[0] ?? "sha256:…")],
    });
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
