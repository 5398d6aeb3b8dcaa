import { parseDnsLabel, parseDnsSubdomain } from "../../config/primitives/names";
import { parseQuantity, type ByteQuantity } from "../../config/primitives/quantity";
import { at } from "../argument-error";
import type { Labels, WorkloadIdentity } from "../types";
import { metadata, type Metadata } from "./metadata";

/** A claim that a StatefulSet makes for each of its pods. */
export interface ClaimTemplateSettings {
  /** Name of the template, and of the volume that containers mount. */
  readonly name: string;
  readonly size: ByteQuantity;
  /** Default: the cluster's own default class. */
  readonly storageClassName?: string | undefined;
  /** Default: ReadWriteOnce. */
  readonly accessMode?: "ReadWriteOnce" | "ReadWriteMany" | undefined;
}

/** A standalone claim; its class is stated, because a claim cannot move to another one later. */
export interface ClaimSettings extends ClaimTemplateSettings {
  readonly storageClassName: string;
}

interface ClaimSpec {
  accessModes: ["ReadWriteOnce" | "ReadWriteMany"];
  storageClassName?: string;
  resources: { requests: { storage: string } };
}

/** A PersistentVolumeClaim as the API takes it. */
export interface ClaimFields {
  metadata: Metadata;
  spec: ClaimSpec;
}

/** An entry of `volumeClaimTemplates` as the API takes it; the controller adds namespace and selector labels. */
export interface ClaimTemplateFields {
  metadata: { name: string };
  spec: ClaimSpec;
}

/**
 * A standalone PersistentVolumeClaim.
 * @throws ArgumentError for malformed names and sizes.
 */
export function persistentVolumeClaim(identity: WorkloadIdentity, claim: ClaimSettings, labels?: Labels): ClaimFields {
  return {
    metadata: metadata(identity, { name: claim.name, labels }),
    spec: claimSpec(`claims.${claim.name}`, claim),
  };
}

/**
 * A claim template of a StatefulSet.
 * @throws ArgumentError for malformed names and sizes.
 */
export function claimTemplate(claim: ClaimTemplateSettings): ClaimTemplateFields {
  const path = `claimTemplates.${claim.name}`;
  return {
    metadata: { name: at(`${path}.name`, () => parseDnsLabel(claim.name)) },
    spec: claimSpec(path, claim),
  };
}

/** Whether only one node at a time can attach the claim. */
export function isExclusive({ accessMode }: ClaimTemplateSettings): boolean {
  return accessMode !== "ReadWriteMany";
}

function claimSpec(path: string, { size, storageClassName, accessMode }: ClaimTemplateSettings): ClaimSpec {
  at(`${path}.size`, () => parseQuantity(size));
  return {
    accessModes: [accessMode ?? "ReadWriteOnce"],
    ...(storageClassName === undefined
      ? {}
      : { storageClassName: at(`${path}.storageClassName`, () => parseDnsSubdomain(storageClassName)) }),
    resources: { requests: { storage: size } },
  };
}
