/** The ids of resources: `namespace/name`, or the name alone for cluster-scoped kinds. */

/** The id of an object. */
export function formatId(namespace: string, name: string): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** The parts of an id; what follows a second slash does not count. */
export function parseId(id: string): { namespace: string; name: string } {
  const [first = "", second] = id.split("/");
  return second === undefined ? { namespace: "", name: first } : { namespace: first, name: second };
}
