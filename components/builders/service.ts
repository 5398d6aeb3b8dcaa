import { parsePortName, parseServiceName } from "../../config/primitives/names";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { Labels, Port, WorkloadIdentity } from "../types";
import { metadata, type Metadata } from "./metadata";
import { assertDeclared } from "./ports";
import type { ServiceSettings } from "./service-settings";

/** A Service as the API takes it. */
export interface ServiceFields {
  metadata: Metadata;
  spec: {
    type: "ClusterIP";
    clusterIP?: "None";
    selector: Record<string, string>;
    ports: {
      name: string;
      port: number;
      targetPort: string | number;
      protocol: "TCP" | "UDP";
      appProtocol?: string;
    }[];
    publishNotReadyAddresses?: true;
    sessionAffinity?: "ClientIP" | "None";
    sessionAffinityConfig?: { clientIP: { timeoutSeconds: number } };
  };
}

/** The API's upper bound of an affinity: one day. */
const oneDaySeconds = 86_400;

/**
 * A Service of type ClusterIP or headless.
 * @throws ArgumentError for malformed names, no or repeated ports, and targets that the container does not declare.
 */
export function service(
  identity: WorkloadIdentity,
  settings: ServiceSettings,
  declared: readonly Port[],
  labels: Labels = {},
): ServiceFields {
  const path = `services.${settings.name}`;
  at(`${path}.name`, () => parseServiceName(settings.name));
  return {
    metadata: metadata(identity, { name: settings.name, labels: { ...labels, ...settings.labels } }),
    spec: {
      type: "ClusterIP",
      ...(settings.headless === true ? { clusterIP: "None" } : {}),
      selector: { ...identity.selector },
      ports: servicePorts(path, settings.ports, declared),
      ...(settings.publishesUnready === true ? { publishNotReadyAddresses: true } : {}),
      ...affinity(path, settings.clientAffinitySeconds),
    },
  };
}

function affinity(
  path: string,
  seconds: ServiceSettings["clientAffinitySeconds"],
): Pick<ServiceFields["spec"], "sessionAffinity" | "sessionAffinityConfig"> {
  if (seconds === undefined) return {};
  if (seconds === "none") return { sessionAffinity: "None" };
  const timeoutSeconds = wholeNumber(`${path}.clientAffinitySeconds`, seconds, 1, oneDaySeconds);
  return { sessionAffinity: "ClientIP", sessionAffinityConfig: { clientIP: { timeoutSeconds } } };
}

function servicePorts(
  path: string,
  ports: ServiceSettings["ports"],
  declared: readonly Port[],
): ServiceFields["spec"]["ports"] {
  if (ports.length === 0) throw new ArgumentError(`${path}.ports`, "no port", "at least one port", "name a port");
  const names = new Set<string>();
  return ports.map(({ target, port, name = target.name, targetBy = "name" }, index) => {
    const place = `${path}.ports[${index}]`;
    assertDeclared(`${place}.target`, target, declared);
    at(`${place}.name`, () => parsePortName(name));
    if (names.has(name))
      throw new ArgumentError(`${place}.name`, `"${name}" twice`, "each name once", "rename the port");
    names.add(name);
    return {
      name,
      port: wholeNumber(`${place}.port`, port ?? target.number, 1, 65_535),
      targetPort: targetBy === "name" ? target.name : target.number,
      protocol: target.protocol ?? "TCP",
      ...(target.appProtocol === undefined ? {} : { appProtocol: target.appProtocol }),
    };
  });
}
