import type { ByteQuantity, CpuQuantity } from "../../config/primitives/quantity";
import type { Layer, SecuredValues } from "../common/resolve-values";
import type { DestinationName, ServiceName } from "./values";

/** How fast an autoscaler goes in one direction. */
export interface ScalingPace {
  /** Pods that one step adds or takes away. */
  readonly pods: number;
  /** Seconds from step to step. */
  readonly periodSeconds: number;
  /** Seconds over which the most cautious recommendation counts. */
  readonly stabilizationSeconds: number;
}

/** An HTTP probe of the port `http`; all times in seconds. */
export interface HttpProbe {
  /** Begins with a slash. */
  readonly path: string;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** The values of one service: what the seed's chart takes from its value files. Each layer says some of them. */
export interface ServiceValues extends SecuredValues {
  /** `canary`: new releases get a share of the traffic first; the Deployment itself always rolls (C-30). */
  readonly strategy: "rolling" | "canary";
  /** Port on which the container listens (G-45). */
  readonly port: number;
  /** Port of the Service in front of it (SPEC 1.4.3). */
  readonly servicePort: number;
  /** SPEC 1.4.6; the Deployment starts at the minimum (C-01). */
  readonly hpa: {
    readonly minReplicas: number;
    readonly maxReplicas: number;
    /** Average CPU use in percent of the request. */
    readonly cpuPercent: number;
    /** Average memory use in percent of the request. */
    readonly memoryPercent: number;
    readonly scaleUp: ScalingPace;
    readonly scaleDown: ScalingPace;
  };
  /** Pods that an eviction must leave (SPEC 1.9); 0: no PodDisruptionBudget. */
  readonly minAvailable: number;
  /** SPEC 1.4.7; there is no CPU limit by exemption (C-37). */
  readonly resources: {
    readonly requests: { readonly cpu: CpuQuantity; readonly memory: ByteQuantity };
    readonly limits: { readonly memory: ByteQuantity };
  };
  /** Runs on the node group `search` and nowhere else (SPEC 1.4.8). */
  readonly searchNodes: boolean;
  /** G-06. */
  readonly probes: {
    readonly liveness: HttpProbe;
    readonly readiness: HttpProbe;
    /** G-08: until it has succeeded, the others do not count. */
    readonly startup: HttpProbe & { readonly enabled: boolean };
  };
  /** Seconds (G-39): native hook, the process's own drain, and the whole grace period; the sidecar's follow. */
  readonly shutdown: {
    readonly preStopSeconds: number;
    readonly drainSeconds: number;
    readonly graceSeconds: number;
  };
  /** Services whose pods may call this one (SPEC 1.8). */
  readonly callers: readonly ServiceName[];
  /** Destinations outside of the cluster; their addresses are configuration (G-25). */
  readonly destinations: readonly DestinationName[];
  /** Whether the service cannot work without an IAM role. */
  readonly needsRole: boolean;
  /** SPEC 1.4.3: disabled, switched on per service. */
  readonly ingress: {
    readonly enabled: boolean;
    /** Default: the service's name with `-tls`. */
    readonly tlsSecretName?: string | undefined;
  };
}

/** What one layer says: any part of the values, of their security only what tightens. */
export type ServiceLayer = Layer<ServiceValues>;
