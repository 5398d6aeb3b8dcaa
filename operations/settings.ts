import type { SystemName } from "../systems/registry";
import { OperationError } from "./errors";

/** A workload whose size the stack file decides. Paths are relative to the system's configuration namespace. */
export interface WorkloadSettings {
  /** Name of the Deployment. */
  readonly workload: string;
  /** Fewest and most replicas of its autoscaler. */
  readonly min: string;
  readonly max: string;
  /** The count where no autoscaler owns it. */
  readonly replicas: string;
}

/** An image of a system; `images.<name>` in its configuration namespace, with `repository`, `tag` and `digest`. */
export interface ImageSettings {
  /** Its tag becomes a label, so a digest needs its tag beside it (C-19). Default: false. */
  readonly needsTag?: boolean;
}

/** Where the day-to-day settings of a system stand in its configuration. */
export interface SystemSettings {
  readonly images: Readonly<Record<string, ImageSettings>>;
  /** The image that is meant when none is named. Default: one must be named. */
  readonly mainImage?: string;
  /** By the name that `--service` takes. */
  readonly services: Readonly<Record<string, WorkloadSettings>>;
  /** The Kubernetes Service that is meant when none is named. Default: one must be named. */
  readonly mainService?: string;
}

const withHpa = (workload: string, below = ""): WorkloadSettings => ({
  workload,
  min: `${below}hpa.minReplicas`,
  max: `${below}hpa.maxReplicas`,
  replicas: `${below}replicas`,
});

/** An appointment service always has an autoscaler; there is no count without one. */
const appointmentService = (name: string): WorkloadSettings => {
  const { workload, min, max } = withHpa(`${name}-service`, `services.${name}.`);
  return { workload, min, max, replicas: min };
};

/** Where a cluster lacks KEDA, a workload keeps its smallest number of replicas. */
const bitvaultWorkload = (key: string, workload: string): WorkloadSettings => ({
  workload,
  min: `${key}.minReplicas`,
  max: `${key}.maxReplicas`,
  replicas: `${key}.minReplicas`,
});

/** Per system; tested against the systems' own schemas. */
export const settingsOf: Readonly<Record<SystemName, SystemSettings>> = {
  mllp: {
    images: { server: {} },
    mainImage: "server",
    services: { server: withHpa("mllp-server") },
    mainService: "mllp-server",
  },
  healthcare: {
    images: { app: { needsTag: true }, database: {} },
    mainImage: "app",
    services: { app: withHpa("healthcare-app") },
    mainService: "healthcare-service",
  },
  smedrec: {
    images: { server: {}, waitForDatabase: {} },
    mainImage: "server",
    services: { server: withHpa("audit-server") },
    mainService: "audit-server",
  },
  appointment: {
    images: { booking: {}, availability: {}, patient: {}, search: {}, notification: {}, practitioner: {} },
    services: {
      booking: appointmentService("booking"),
      availability: appointmentService("availability"),
      patient: appointmentService("patient"),
      search: appointmentService("search"),
      notification: appointmentService("notification"),
      practitioner: appointmentService("practitioner"),
    },
  },
  bitvault: {
    images: { bitvaultd: {}, worker: {}, web: {}, postgres: {}, nats: {}, natsExporter: {} },
    services: {
      bitvaultd: bitvaultWorkload("bitvaultd", "bitvaultd"),
      worker: bitvaultWorkload("worker", "bitvault-worker"),
      web: bitvaultWorkload("web", "bitvault-web"),
    },
  },
};

/**
 * The image that a command means.
 * @throws OperationError `usage` when it is not there, or when one of several must be named
 */
export function requireImage(system: SystemName, given: string | undefined): string {
  const { images, mainImage } = settingsOf[system];
  return chosen(`image of ${system}`, "--image", Object.keys(images), given ?? mainImage);
}

/**
 * The workload that a command means, by its name in the configuration or that of its Deployment.
 * @throws OperationError `usage` when it is not there, or when one of several must be named
 */
export function requireService(system: SystemName, given: string | undefined): WorkloadSettings {
  const { services } = settingsOf[system];
  const names = Object.keys(services);
  const byWorkload = names.find((name) => services[name]?.workload === given);
  const name = chosen(
    `service of ${system}`,
    "--service",
    names,
    byWorkload ?? given ?? (names.length === 1 ? names[0] : undefined),
  );
  return services[name] as WorkloadSettings;
}

function chosen(what: string, option: string, names: readonly string[], given: string | undefined): string {
  if (given !== undefined && names.includes(given)) return given;
  const allowed = names.join(", ");
  throw new OperationError(
    "usage",
    given === undefined
      ? `Which ${what}? Name it with ${option}: ${allowed}.`
      : `There is no ${what} "${given}". There are: ${allowed}.`,
  );
}
