/** Velero's objects (velero.io/v1), as far as a restore needs them. */

/** Version of the kinds here. */
export const VELERO = "velero.io/v1";

/** The label by which Velero marks the backups of a Schedule. */
export const SCHEDULE_LABEL = "velero.io/schedule-name";

/** Who owns which fields of an object (Kubernetes, Server-Side Apply). */
export interface FieldsOwner {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly fieldsV1?: object;
}

/** What all of them have. */
interface VeleroObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly resourceVersion?: string;
    readonly managedFields?: FieldsOwner[];
  };
}

export interface Backup extends VeleroObject {
  readonly spec?: {
    readonly includedNamespaces?: readonly string[];
    readonly storageLocation?: string;
  };
  readonly status?: {
    readonly phase?: string;
    readonly completionTimestamp?: string;
    readonly expiration?: string;
    readonly errors?: number;
    readonly warnings?: number;
  };
}

export interface Restore extends VeleroObject {
  readonly spec: {
    readonly backupName: string;
    readonly includedNamespaces: readonly string[];
    readonly namespaceMapping?: Readonly<Record<string, string>>;
    readonly excludedResources?: readonly string[];
    readonly restorePVs: boolean;
  };
  readonly status?: {
    readonly phase?: string;
    readonly errors?: number;
    readonly warnings?: number;
    readonly failureReason?: string;
    readonly validationErrors?: readonly string[];
    readonly progress?: { readonly itemsRestored?: number; readonly totalItems?: number };
  };
}

export interface BackupStorageLocation extends VeleroObject {
  readonly spec?: { readonly accessMode?: string };
  readonly status?: { readonly phase?: string };
}
