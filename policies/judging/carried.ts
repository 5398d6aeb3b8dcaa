/** The exemptions that an object names. */
import { carriedIds, EXEMPTIONS_ANNOTATION } from "../exemptions/decide";
import { metadataMap } from "../kubernetes/object";
import { UNKNOWN, type Value } from "../values/field";

/** The ids in an object's annotation; `UNKNOWN` while a preview does not know it. */
export function carriedBy(object: Value): readonly string[] | typeof UNKNOWN {
  const annotations = metadataMap(object, "annotations");
  const annotation = annotations === UNKNOWN ? UNKNOWN : annotations.get(EXEMPTIONS_ANNOTATION);
  return annotation === UNKNOWN ? UNKNOWN : carriedIds(annotation);
}
