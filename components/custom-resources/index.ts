import type { Metadata } from "../builders/metadata";
import { apiVersions, type Specs } from "./kinds";

/** A kind of custom resource that components may make; `lab/custom-resources/selection.ts` says which. */
export type CustomKind = keyof Specs;

/** What a builder says of a custom resource; its kind gives the rest. */
export interface CustomFields<Kind extends CustomKind> {
  metadata: Metadata;
  spec: Specs[Kind];
}

/** A custom resource as the API takes it. */
export interface CustomObject<Kind extends CustomKind> extends CustomFields<Kind> {
  apiVersion: (typeof apiVersions)[Kind];
  kind: Kind;
}

/** The whole object of a kind. */
export function customResource<Kind extends CustomKind>(kind: Kind, fields: CustomFields<Kind>): CustomObject<Kind> {
  const { metadata, spec } = fields;
  return { apiVersion: apiVersions[kind], kind, metadata, spec };
}

/** Groups and versions that the API server must serve for these kinds, such as `keda.sh/v1alpha1`, sorted, each once. */
export function customResourceApis(used: readonly CustomKind[]): string[] {
  return [...new Set(used.map((kind) => apiVersions[kind]))].sort();
}
