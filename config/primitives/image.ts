import { type Digest, digestFormat, parseDigest } from "./digest";
import { InvalidValue, type TextFormat } from "./invalid";

/** An image: repository with registry, and a tag, a digest or both. */
export interface ImageReference {
  /** Registry and path, such as "registry.example.com/mllp-server"; without a registry the container runtime's default. */
  readonly repository: string;
  /** Never `latest` (R-64). */
  readonly tag?: string;
  readonly digest?: Digest;
}

const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const registry =
  "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?/)?";
const repository = `${registry}${component}(?:/${component})*`;
const tag = "[\\w][\\w.-]{0,127}";

export const repositoryFormat: TextFormat = {
  pattern: `^${repository}$`,
  description: "An image repository with its registry, in lower case, without tag and digest.",
  examples: ["registry.example.com/mllp-server", "registry.example.com:5000/team/app"],
};

export const tagFormat: TextFormat = {
  pattern: `^(?!latest$)${tag}$`,
  description: "An image tag; latest is refused, because it names another image every day.",
  examples: ["v1.4.2"],
};

export const imageFormat: TextFormat = {
  pattern: `^${repository}(?=[:@])(?::(?!latest(?:@|$))${tag})?(?:@sha256:[0-9a-f]{64})?$`,
  description: "An image with a tag or a digest or both; latest is refused.",
  examples: [
    "registry.example.com/mllp-server:v1.4.2",
    `registry.example.com/mllp-server@${digestFormat.examples[0] ?? ""}`,
  ],
};

const remedy = 'name the image as "REPOSITORY:TAG", "REPOSITORY@sha256:DIGEST" or "REPOSITORY:TAG@sha256:DIGEST"';

/**
 * Reads an image reference (grammar of the distribution project's reference format).
 * @throws InvalidValue when tag and digest are missing, when the tag is `latest`, or for text that is no reference.
 */
export function parseImageReference(text: string): ImageReference {
  const [name = "", digest, ...rest] = text.split("@");
  // A colon after the last slash begins the tag; one before it belongs to the registry's port.
  const colon = name.indexOf(":", name.lastIndexOf("/") + 1);
  if (rest.length > 0) throw new InvalidValue(text, "one digest at most", remedy);
  return checkImage({
    repository: colon < 0 ? name : name.slice(0, colon),
    ...(colon < 0 ? {} : { tag: name.slice(colon + 1) }),
    ...(digest === undefined ? {} : { digest }),
  });
}

/**
 * Checks an image that is given in parts.
 * @throws InvalidValue as {@link parseImageReference}.
 */
export function checkImage(parts: {
  repository: string;
  tag?: string | undefined;
  digest?: string | undefined;
}): ImageReference {
  const { repository: name, tag: version, digest } = parts;
  if (!new RegExp(repositoryFormat.pattern).test(name) || name.length > 255) {
    throw new InvalidValue(
      name,
      "an image repository in lower case, with its registry, of at most 255 characters",
      remedy,
    );
  }
  if (version === "latest") {
    throw new InvalidValue(
      `${name}:latest`,
      "any tag but latest (R-64)",
      "name the version that was tested, or its digest",
    );
  }
  if (version !== undefined && !new RegExp(tagFormat.pattern).test(version)) {
    throw new InvalidValue(version, "a tag of letters, digits, _ . - with at most 128 characters", remedy);
  }
  if (version === undefined && digest === undefined) {
    throw new InvalidValue(name, "an image with a tag or a digest, since without them it means latest (R-64)", remedy);
  }
  return {
    repository: name,
    ...(version === undefined ? {} : { tag: version }),
    ...(digest === undefined ? {} : { digest: parseDigest(digest) }),
  };
}

/** The reference as a pod spec takes it. */
export function formatImage({ repository: name, tag: version, digest }: ImageReference): string {
  return `${name}${version === undefined ? "" : `:${version}`}${digest === undefined ? "" : `@${digest}`}`;
}
