/** What the program told the engine about one resource: everything that decides what would be deployed, and how. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; "" for the stack itself. */
  readonly parent: string;
  /** False for components. */
  readonly custom: boolean;
  /** True for a resource that is only read (`.get`). */
  readonly read: boolean;
  /** Inputs; secrets are {@link SECRET}, values known only after deployment {@link COMPUTED}. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: ResourceOptions;
}

/** The resource options that change what an update does; absent where the program leaves the engine's default. */
export interface ResourceOptions {
  readonly protect?: true;
  readonly retainOnDelete?: true;
  readonly deleteBeforeReplace?: true;
  readonly ignoreChanges?: readonly string[];
  readonly replaceOnChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  /** URNs, or `name=… type=… parent=…` as far as they are given. */
  readonly aliases?: readonly string[];
  readonly importId?: string;
  /** Names of the hooks that can stop an update. */
  readonly beforeUpdate?: readonly string[];
  readonly customTimeouts?: { readonly create?: string; readonly update?: string; readonly delete?: string };
  /** URNs, sorted. */
  readonly dependsOn?: readonly string[];
  /** URN of the explicit provider. */
  readonly provider?: string;
}

/** Stands for a secret value; no secret leaves the recording. */
export const SECRET = "<secret>";
/** Stands for a value that only a deployment computes, such as a generated name or checksum. */
export const COMPUTED = "<computed>";
