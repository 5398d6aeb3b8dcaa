/** References of container images. */

/** The repository of an image with its registry, if it names one, without tag and digest. */
export function repository(image: string): string {
  const [reference = ""] = image.split("@");
  const last = reference.lastIndexOf("/") + 1;
  return reference.slice(0, last) + (reference.slice(last).split(":")[0] ?? "");
}
