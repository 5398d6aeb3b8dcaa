import { isDeepStrictEqual } from "node:util";

import { isMap, isScalar, parseDocument, type ParsedNode, type YAMLMap } from "yaml";

/**
 * What Pulumi wrote into a stack file, in the layout that the file had: Pulumi keeps comments, but drops blank lines.
 *
 * @param before the file as it was
 * @param after the file as Pulumi wrote it
 * @returns text that says the same as `after`; `after` itself where the layout cannot be kept
 */
export function keepLayout(before: string, after: string): string {
  const document = parseDocument(before);
  const written = parseDocument(after);
  if (!isMap(document.contents) || !isMap(written.contents)) return after;
  graft(document.contents, written.contents);
  const text = document.toString({ lineWidth: 0 });
  return isDeepStrictEqual(parseDocument(text).toJS(), written.toJS()) ? text : after;
}

type Mapping = YAMLMap<ParsedNode, ParsedNode | null>;

/** Makes a map say what another one says, entry by entry, so that what stays keeps its comments and blank lines. */
function graft(into: Mapping, from: Mapping): void {
  const text = (key: ParsedNode): unknown => (isScalar(key) ? key.value : key.toJSON());
  const wanted = new Map(from.items.map((pair) => [text(pair.key), pair]));
  for (const { key } of [...into.items]) if (!wanted.has(text(key))) into.delete(key);
  for (const [key, pair] of wanted) {
    const present = into.items.find((candidate) => text(candidate.key) === key);
    if (present === undefined) into.items.push(pair);
    else if (isMap(present.value) && isMap(pair.value)) graft(present.value, pair.value);
    else if (!isDeepStrictEqual(present.value?.toJSON(), pair.value?.toJSON())) replace(present, pair);
  }
}

/** Takes over a value, and what stood beside the former one. */
function replace(present: Mapping["items"][number], { value }: Mapping["items"][number]): void {
  if (isScalar(present.value) && isScalar(value)) {
    present.value.value = value.value;
    present.value.source = value.source;
    if (value.type !== undefined) present.value.type = value.type;
  } else {
    present.value = value;
  }
}
