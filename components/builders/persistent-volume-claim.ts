import { parseDnsSubdomain } from "../../config/primitives/names";
import { parseQuantity, type ByteQuantity } from "../../config/primitives/quantity";
import { at } from "../argument-error";
import type { Labels, WorkloadIdentity } from "../types";
import { metadata, type Metadata } from "./metadata";

/** A standalone claim. */
export interface ClaimSettings {
  readonly name: string;
  readonly storageClassName: string;
  readonly size: ByteQuantity;
  /** Default: ReadWriteOnce. */
  readonly accessMode?: "ReadWriteOnce" | "ReadWriteMany";
}

/** A PersistentVolumeClaim as the API takes it. */
export interface ClaimFields {
  metadata: Metadata;
  spec: {
    accessModes: ["ReadWriteOnce" | "ReadWriteMany"];
    storageClassName: string;
    resources: { requests: { storage: string } };
  };
}

/**
 * A standalone PersistentVolumeClaim.
 * @throws ArgumentError for malformed names and sizes.
 */
export function persistentVolumeClaim(identity: WorkloadIdentity, claim: ClaimSettings, labels?: Labels): ClaimFields {
  const path = `claims.${claim.name}`;
  at(`${path}.size`, () => parseQuantity(claim.size));
  return {
    metadata: metadata(identity, { name: claim.name, labels }),
    spec: {
      accessModes: [claim.accessMode ?? "ReadWriteOnce"],
      storageClassName: at(`${path}.storageClassName`, () => parseDnsSubdomain(claim.storageClassName)),
      resources: { requests: { storage: claim.size } },
    },
  };
}

/** Whether only one node at a time can attach the claim. */
export function isExclusive({ accessMode }: ClaimSettings): boolean {
  return accessMode !== "ReadWriteMany";
}
