/** What a program can set of a kind, for imports. */
import type { KindRef } from "../client/types";
import { goFields, goTypeOf } from "./go-types";

/** Kinds whose Go types live outside the API's own packages. */
const ELSEWHERE = new Set(["CustomResourceDefinition", "APIService"]);

/** The top-level fields that a program can set; those of custom resources are unknown beyond their identity. */
export function inputFieldsOf({ apiVersion, kind }: KindRef): readonly string[] {
  const base = kind.replace(/Patch$/, "");
  const type = goTypeOf(apiVersion, base);
  if (type !== undefined)
    return goFields(type)
      .map(({ name }) => name)
      .filter((name) => name !== "status");
  return ELSEWHERE.has(base) ? ["apiVersion", "kind", "metadata", "spec"] : [];
}
