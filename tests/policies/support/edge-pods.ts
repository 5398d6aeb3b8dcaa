/** Pods around the edges of every PodSecurity control, all of them valid to the API server. */
import fc from "fast-check";

import { compliantTemplate, set, type Json, type PodTemplate } from "./objects";

type Edit = readonly [path: string, ...values: (Json | undefined)[]];

const podEdits: readonly Edit[] = [
  ["spec.hostNetwork", true, false],
  ["spec.hostPID", true, false],
  ["spec.hostIPC", true, false],
  ["spec.securityContext.runAsNonRoot", true, false, undefined],
  ["spec.securityContext.runAsUser", 0, 1, 1000, undefined],
  [
    "spec.securityContext.seccompProfile",
    { type: "Unconfined" },
    undefined,
    { type: "Localhost", localhostProfile: "a" },
  ],
  [
    "spec.securityContext.appArmorProfile",
    { type: "Unconfined" },
    { type: "RuntimeDefault" },
    { type: "Localhost", localhostProfile: "a" },
  ],
  [
    "spec.securityContext.seLinuxOptions",
    { type: "spc_t" },
    { type: "container_t" },
    { type: "container_engine_t" },
    { type: "" },
    { user: "u" },
    { role: "r" },
    { level: "s0" },
  ],
  [
    "spec.securityContext.sysctls",
    ...sysctls(
      "kernel.msgmax",
      "net.ipv4.tcp_rmem",
      "net.ipv4.tcp_syncookies",
      "net.ipv4.ip_local_reserved_ports",
      "net.ipv4.tcp_fin_timeout",
    ),
    [],
  ],
  [
    "spec.volumes",
    ...volumes(
      { hostPath: { path: "/etc" } },
      { nfs: { server: "a", path: "/" } },
      { emptyDir: {} },
      {},
      { secret: { secretName: "a" } },
      { csi: { driver: "a.b" } },
      { image: { reference: "a:1" } },
      { iscsi: { targetPortal: "1.2.3.4", iqn: "iqn.2001-04.com.example:a", lun: 0 } },
      { downwardAPI: {} },
      { projected: { sources: [] } },
      { persistentVolumeClaim: { claimName: "a" } },
    ),
  ],
  [
    "metadata.annotations",
    { "container.apparmor.security.beta.kubernetes.io/app": "unconfined" },
    { "container.apparmor.security.beta.kubernetes.io/app": "localhost/a" },
    { "container.apparmor.security.beta.kubernetes.io/app": "runtime/default" },
  ],
];

const containerEdits: readonly Edit[] = [
  ["securityContext", undefined, {}],
  ["securityContext.privileged", true, false],
  ["securityContext.allowPrivilegeEscalation", true, undefined],
  [
    "securityContext.capabilities",
    undefined,
    {},
    { drop: [] },
    { drop: ["all"] },
    { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
    { drop: ["ALL"], add: ["CHOWN"] },
    { drop: ["ALL"], add: ["NET_RAW"] },
    { add: ["SYS_ADMIN"] },
    { drop: ["NET_RAW", "ALL"] },
  ],
  ["securityContext.runAsNonRoot", true, false],
  ["securityContext.runAsUser", 0, 1],
  [
    "securityContext.seccompProfile",
    { type: "Unconfined" },
    { type: "RuntimeDefault" },
    { type: "Localhost", localhostProfile: "a" },
  ],
  ["securityContext.appArmorProfile", { type: "Unconfined" }, { type: "RuntimeDefault" }],
  ["securityContext.seLinuxOptions", { type: "spc_t" }, { type: "container_kvm_t" }, { user: "u" }, { level: "s0" }],
  ["securityContext.procMount", "Default"],
  ["securityContext.windowsOptions", { hostProcess: false }],
  [
    "ports",
    [{ containerPort: 8080 }],
    [{ containerPort: 8080, hostPort: 8080 }],
    [{ containerPort: 8080, hostPort: 0 }],
  ],
];

/** Init containers have no probes and hooks unless they are sidecars. */
const mainContainerEdits: readonly Edit[] = [
  [
    "livenessProbe",
    { httpGet: { port: 80 } },
    { httpGet: { port: 80, host: "1.2.3.4" } },
    { tcpSocket: { port: 80, host: "a" } },
    { httpGet: { port: 80, host: "" } },
  ],
  ["readinessProbe", { tcpSocket: { port: 80, host: "a" } }, { exec: { command: ["a"] } }],
  ["startupProbe", { httpGet: { port: 80, host: "a" } }, { tcpSocket: { port: 80 } }],
  [
    "lifecycle",
    { postStart: { httpGet: { port: 80, host: "a" } } },
    { preStop: { tcpSocket: { port: 80, host: "a" } } },
    { preStop: { httpGet: { port: 80 } } },
    { preStop: { sleep: { seconds: 5 } } },
  ],
];

/** Combinations that are valid only together. */
const wholes: readonly (readonly [path: string, value: Json | undefined][])[] = [
  [
    ["spec.hostUsers", false],
    ["spec.securityContext.runAsNonRoot", undefined],
  ],
  [
    ["spec.hostUsers", false],
    ["spec.securityContext.runAsUser", 0],
  ],
  [
    ["spec.hostUsers", false],
    ["spec.securityContext.runAsNonRoot", false],
    ["spec.containers.0.securityContext.runAsUser", 0],
  ],
  [
    ["spec.hostUsers", false],
    ["spec.containers.0.securityContext.procMount", "Unmasked"],
  ],
  [
    ["spec.hostUsers", true],
    ["spec.securityContext.runAsUser", 0],
  ],
  windows(undefined),
  windows({ runAsNonRoot: true }),
  windows({ windowsOptions: { hostProcess: false }, runAsNonRoot: true }),
  [...windows({ runAsNonRoot: true, windowsOptions: { hostProcess: true } }), ["spec.hostNetwork", true]],
];

function windows(context: Json | undefined): [string, Json | undefined][] {
  return [
    ["spec.os", { name: "windows" }],
    ["spec.securityContext", context],
    ["spec.initContainers.0.securityContext", undefined],
    ["spec.containers.0.securityContext", undefined],
  ];
}

function sysctls(...names: string[]): Json[] {
  return names.map((name) => [{ name, value: "1" }]);
}

function volumes(...sources: { [key: string]: Json }[]): Json[] {
  return sources.map((source) => [{ name: "v", ...source }]);
}

const edits: readonly Edit[] = [
  ...podEdits,
  ...["spec.initContainers.0.", "spec.containers.0."].flatMap((prefix) =>
    containerEdits.map((edit) => under(prefix, edit)),
  ),
  ...mainContainerEdits.map((edit) => under("spec.containers.0.", edit)),
];

function under(prefix: string, [path, ...values]: Edit): Edit {
  return [prefix + path, ...values];
}

/** The compliant pod as a server takes it: ephemeral containers cannot be there from the start. */
function base(): PodTemplate {
  return set(compliantTemplate(), "spec.ephemeralContainers", undefined);
}

/** Each value of each edit by itself, and each combination. */
export const singleEdges: readonly PodTemplate[] = [
  base(),
  ...edits.flatMap(([path, ...values]) => values.map((value) => set(base(), path, value))),
  ...wholes.map((whole) => whole.reduce((pod, [path, value]) => set(pod, path, value), base())),
];

const oneEdit = fc
  .constantFrom(...edits)
  .chain(([path, ...values]) => fc.constantFrom(...values).map((value) => ({ path, value })));

/** Pods with several edits at once. Shorter paths go first, so that none undoes another's holder. */
export const mixedPods: fc.Arbitrary<PodTemplate> = fc
  .uniqueArray(oneEdit, { minLength: 2, maxLength: 5, selector: ({ path }) => path })
  .map((chosen) =>
    chosen
      .toSorted((a, b) => a.path.length - b.path.length)
      .reduce((pod, { path, value }) => set(pod, path, value), base()),
  );
