import type { Labels, Port } from "../types";
import type { PortReference } from "./pod-settings";

/** A Service in front of the workload; always ClusterIP or headless. */
export interface ServiceSettings {
  readonly name: string;
  readonly ports: readonly {
    /** The container's port that is reached. */
    readonly target: Port;
    /** Port of the Service. Default: the container's number. */
    readonly port?: number;
    /** Name of the Service port. Default: the container port's name. */
    readonly name?: string;
    /** How the target is written: by port name (default) or by number. */
    readonly targetBy?: PortReference;
  }[];
  /** Keeps a client on one pod for so many seconds; "none" states that it does not. Default: nothing, as "none". */
  readonly clientAffinitySeconds?: number | "none";
  /** Default: false. */
  readonly headless?: boolean;
  /** Names pods before they are ready too, so that the members of a quorum find each other. Default: false. */
  readonly publishesUnready?: boolean;
  readonly labels?: Labels;
}
