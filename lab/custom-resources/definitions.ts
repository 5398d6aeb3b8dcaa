import { parse } from "yaml";
import { readCrds } from "../cluster/objects/crds";
import type { CrdSource } from "../toolchain";
import type { CrdSchema } from "./prune";
import type { SelectedKind } from "./selection";

/** A CustomResourceDefinition (apiextensions.k8s.io/v1), as far as it is read here. */
export interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly schema?: { readonly openAPIV3Schema?: CrdSchema };
    }[];
  };
}

/** One version of a kind. */
export interface KindVersion {
  readonly crd: string;
  readonly kind: string;
  /** `<group>/<version>`. */
  readonly apiVersion: string;
  /** Schema of its `spec`. */
  readonly spec: CrdSchema;
}

/** The definitions of one operator by name. */
export async function readDefinitions(source: CrdSource): Promise<Map<string, Definition>> {
  const documents = await readCrds([source]);
  return new Map(documents.map(({ name, text }) => [name, parse(text) as Definition]));
}

/**
 * The version of a kind that a selection asks for.
 * @throws Error when it is not there, not served, or has no `spec`.
 */
export function kindVersion(definition: Definition | undefined, { crd, version }: SelectedKind): KindVersion {
  if (definition === undefined) throw new Error(`${crd}: the operator has no such CustomResourceDefinition`);
  const { group, names, versions } = definition.spec;
  const found = versions.find(({ name, storage }) => (version === undefined ? storage : name === version));
  if (found?.served !== true) {
    const served = versions.filter((one) => one.served).map(({ name }) => name);
    throw new Error(`${crd}: version ${version ?? "(stored)"} is not served; served are ${served.join(", ")}`);
  }
  const spec = found.schema?.openAPIV3Schema?.properties?.["spec"];
  if (spec === undefined) throw new Error(`${crd}: version ${found.name} has no schema of a spec`);
  return { crd, kind: names.kind, apiVersion: `${group}/${found.name}`, spec };
}
