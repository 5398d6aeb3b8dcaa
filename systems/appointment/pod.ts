import type { Container, PodSettings, Probes, Resources, Scheduling } from "../../components/builders/pod-settings";
import type { Port } from "../../components/types";
import type { AppointmentValues, ServiceSettings } from "./resolve";
import { noCpuLimit, objectName, portName, scratch, searchNodes, zoneAntiAffinityWeight } from "./values";

/** The port that a service's container listens on. */
export function httpPort({ port }: Pick<ServiceSettings, "port">): Port {
  return { name: portName, number: port, appProtocol: "http" };
}

/** The pod of a service (SPEC 1.4.4, 1.4.7, 1.4.8, G-06, G-39); a canary takes it over (C-29). */
export function podSettings(values: AppointmentValues, service: ServiceSettings): PodSettings {
  const { security, shutdown, restartedAt } = service;
  return {
    user: { user: security.runAsUser, group: security.runAsGroup, fsGroup: security.fsGroup },
    container: container(service),
    drain: {
      preStop: { sleepSeconds: shutdown.preStopSeconds },
      drainSeconds: shutdown.drainSeconds,
      graceSeconds: shutdown.graceSeconds,
    },
    volumes: { tmp: { scratch: scratch.tmp.size }, cache: { scratch: scratch.cache.size } },
    scheduling: scheduling(values, service),
    ...(restartedAt === undefined ? {} : { restartedAt }),
    imagePullSecrets: values.imagePullSecrets,
  };
}

/** What the container of a service takes; it has no CPU limit by an exemption (C-37). */
export function containerResources({ service, resources: { requests, limits } }: ServiceSettings): Resources {
  return { requests, limits: { cpu: { exemption: noCpuLimit(objectName(service)) }, memory: limits.memory } };
}

function container(service: ServiceSettings): Container {
  const port = httpPort(service);
  return {
    name: objectName(service.service),
    image: service.image,
    ports: [port],
    probes: probes(service),
    resources: containerResources(service),
    env: service.extraEnv,
    mounts: { tmp: { path: scratch.tmp.path }, cache: { path: scratch.cache.path } },
  };
}

/** G-06, G-08. */
function probes(service: ServiceSettings): Probes {
  const http = httpPort(service);
  const { liveness, readiness, startup } = service.probes;
  const { enabled, ...times } = startup;
  return {
    liveness: { http, ...liveness },
    readiness: { http, ...readiness },
    ...(enabled ? { startup: { http, ...times } } : {}),
  };
}

/** Spread and anti-affinity count stable and canary pods together (SPEC 1.4.3, C-36). */
function scheduling({ priorityClassName }: AppointmentValues, service: ServiceSettings): Scheduling {
  return {
    spread: [
      {
        over: "hostname",
        maxSkew: 1,
        whenUnsatisfiable: "DoNotSchedule",
        // The tainted search nodes would count as empty domains.
        nodeTaintsPolicy: "Honor",
        matchLabelKeys: ["pod-template-hash"],
      },
    ],
    avoid: [{ same: "zone", weight: zoneAntiAffinityWeight }],
    ...(service.searchNodes ? { nodeSelector: searchNodes.selector, tolerations: [searchNodes.toleration] } : {}),
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
  };
}
