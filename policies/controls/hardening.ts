/** Controls beyond PodSecurity, which Kubernetes itself does not check. */
import { at, elements, isUnknown, member, text, type Field } from "../values/field";
import type { Container, Pod } from "../kubernetes/pods";
import { eachContainer, since, type Control, type Report } from "./control";

export const readOnlyRootFilesystem: Control = {
  id: "readOnlyRootFilesystem",
  title: "The root file system of every container is read-only",
  versions: [
    since(0, (pod, report) => {
      eachContainer(pod, report, (container, context) => {
        const field = member(context, "readOnlyRootFilesystem");
        if (field.value === undefined) {
          report.require(field, "true", container);
        } else {
          report.restrict(field, (value) => value === true, "true", container);
        }
      });
    }),
  ],
};

const PINNED = /@sha256:[0-9a-f]{64}$/;

export const imageDigest: Control = {
  id: "imageDigest",
  title: "Every image is pinned by digest",
  versions: [
    since(0, (pod, report) => {
      eachImage(pod, report, (image, container) => {
        demandDigest(image, report, container);
      });
    }),
  ],
};

export const imageTag: Control = {
  id: "imageTag",
  title: "No image has the tag latest, or neither tag nor digest",
  versions: [
    since(0, (pod, report) => {
      eachImage(pod, report, (image, container) => {
        demandRelease(image, report, container);
      });
    }),
  ],
};

/** Judges a known image: it must be pinned by digest. */
export function demandDigest(image: Field, report: Report, container?: Container): void {
  const reference = text(image);
  if (reference === undefined) {
    report.require(image, "an image with @sha256: and 64 hex digits", container);
  } else if (!PINNED.test(reference)) {
    report.forbid(image, "the image with @sha256: and 64 hex digits", container);
  }
}

/** Judges a known image: its tag, if it has no digest, must name one release. */
export function demandRelease(image: Field, report: Report, container?: Container): void {
  const reference = text(image);
  if (reference === undefined) {
    report.require(image, "an image with a tag or a digest", container);
    return;
  }
  const tag = tagOf(reference);
  if (tag === "latest") {
    report.forbid(image, "a tag that names one release", container);
  } else if (tag === undefined && !reference.includes("@")) {
    report.forbid(image, "the image with a tag or a digest (without one, latest is meant)", container);
  }
}

/** The tag of an image reference `[registry[:port]/]repository[:tag][@digest]`. */
function tagOf(reference: string): string | undefined {
  const [name = ""] = reference.split("@");
  const tag = name.slice(name.lastIndexOf("/") + 1).split(":")[1];
  return tag === "" ? undefined : tag;
}

/** Calls `visit` for the known image of each container and of each image volume. */
export function eachImage(pod: Pod, report: Report, visit: (image: Field, container?: Container) => void): void {
  const known = (image: Field, container?: Container): void => {
    if (isUnknown(image)) {
      report.undecide(image);
    } else {
      visit(image, container);
    }
  };
  eachContainer(pod, report, (container) => {
    known(member(container.field, "image"), container);
  });
  for (const volume of elements(member(pod.spec, "volumes"))) {
    const source = member(volume, "image");
    if (isUnknown(source)) {
      report.undecide(source);
    } else if (source.value !== undefined) {
      known(at(source, "reference"));
    }
  }
}
