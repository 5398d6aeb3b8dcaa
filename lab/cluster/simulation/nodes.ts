/** The life of a simulated node: ready at once, and alive for as long as KWOK runs. */
import { absent, holds, stage, type KwokDocument } from "./documents";

const NODE = { kind: "Node" };

/**
 * How often a node reports that it is alive, as a Go duration. By its status, not by a lease: after a kill KWOK would wait
 * for the leases of its predecessor to run out, and leave all pods alone until then.
 */
const HEARTBEAT = "60s";

const READY = `.status.conditions // [] | any(.[]; .type == "Ready" and .status == "True")`;

const CONDITIONS = `
{{ $now := Now }}{{ $since := or .metadata.creationTimestamp $now }}
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $since | Quote }}
{{ end }}`;

const NODE_INFO = `
{{ $version := printf "kwok-%s" Version }}
nodeInfo:
  architecture: amd64
  bootID: ""
  containerRuntimeVersion: {{ $version }}
  kernelVersion: {{ $version }}
  kubeProxyVersion: {{ $version }}
  kubeletVersion: {{ $version }}
  machineID: ""
  operatingSystem: linux
  osImage: ""
  systemUUID: ""`;

/** The stages of nodes. */
export const nodeStages: readonly KwokDocument[] = [
  stage({
    name: "node-ready",
    resource: NODE,
    requirements: [absent(".metadata.deletionTimestamp"), holds(`${READY} | not`)],
    next: { statusTemplate: `${CONDITIONS}${NODE_INFO}` },
  }),
  stage({
    name: "node-heartbeat",
    resource: NODE,
    requirements: [absent(".metadata.deletionTimestamp"), holds(READY)],
    delay: `"${HEARTBEAT}"`,
    next: { statusTemplate: CONDITIONS },
  }),
];
