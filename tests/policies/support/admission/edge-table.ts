/** Which values lie around the edge of which control: the data of `edges.ts`. */
import type { Json } from "../objects";
import { HARMLESS_SOURCES, NODE_SOURCES, OTHER_SOURCES } from "./volume-edges";

/** What an edge aims at, and the ids of the controls whose verdict it can change. */
export const FAMILIES = {
  escalation: ["allowPrivilegeEscalation"],
  appArmor: ["appArmorProfile"],
  capabilities: ["capabilities_baseline", "capabilities_restricted"],
  hostNamespaces: ["hostNamespaces"],
  volumes: ["hostPathVolumes", "restrictedVolumes"],
  hostPorts: ["hostPorts"],
  handlers: ["hostProbesAndHostLifecycle"],
  privileged: ["privileged"],
  procMount: ["procMount", "procMount_restricted"],
  nonRoot: ["runAsNonRoot"],
  user: ["runAsUser"],
  seLinux: ["seLinuxOptions"],
  seccomp: ["seccompProfile_baseline", "seccompProfile_restricted"],
  sysctls: ["sysctls"],
  hostProcess: ["windowsHostProcess"],
  users: ["runAsNonRoot", "runAsUser", "procMount", "procMount_restricted"],
  os: ["allowPrivilegeEscalation", "capabilities_restricted", "seccompProfile_restricted"],
  contexts: ["allowPrivilegeEscalation", "capabilities_restricted", "runAsNonRoot", "seccompProfile_restricted"],
} as const;

export type Family = keyof typeof FAMILIES;

/** Which bases take a value; `edges.ts` lists them. */
export type Where =
  "anywhere" | "notWindows" | "notLinux" | "sharedUsers" | "sharedUsersNotWindows" | "sharedUsersNotLinux" | "ownUsers";

/** `undefined` stands for a field that is not there. */
type Values = readonly (Json | undefined)[];

export interface Setting {
  readonly family: Family;
  /**
   * Where the values stand: a dotted path from the pod template, or from a container. After `@` comes the key of an
   * annotation, to which the name of the container is added.
   */
  readonly field: string;
  /** Default `notWindows`: most options exist on Linux only. */
  readonly where?: Where;
  readonly values: Values;
  /** What has to be set or taken away along with it, for the object to be valid. Paths as in `field`. */
  readonly along?: Readonly<Record<string, Json | undefined>>;
  /** Only containers that stay have probes and hooks; plain init containers have none. */
  readonly probes?: true;
}

/** Stands for a port that only one place uses, so that no two containers want the same. */
export const OWN_PORT = -1;

const localhost = { type: "Localhost", localhostProfile: "a" };
const profiles: Values = [undefined, null, { type: "RuntimeDefault" }, localhost, { type: "Unconfined" }];
const seLinux: Values = [
  undefined,
  null,
  {},
  ...["", null, "container_t", "container_init_t", "container_kvm_t", "container_engine_t"].map((type) => ({ type })),
  ...["spc_t", "container_T", "container_t2", "container_logreader_t"].map((type) => ({ type })),
  ...[{ user: "" }, { user: null }, { user: "system_u" }, { role: "" }, { role: null }, { role: "system_r" }],
  ...[{ level: "s0:c1,c2" }, { type: "container_t", level: "s0" }, { type: "container_t", user: "u", role: "r" }],
];
const windows: Values = [undefined, null, {}, { hostProcess: null }, { hostProcess: false }, { runAsUserName: "app" }];
const flags: Values = [undefined, null, false, true];
const users: Values = [undefined, null, 0, 1, 1000, 2147483647];

const safeSysctls = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
];
/** The same but for a letter, a separator or an address family, and some that are never safe. */
const otherSysctls = ["kernel.msgmax", "net.ipv4.ip_forward", "net.ipv4.tcp_rme", "net.ipv6.tcp_rmem", "fs.mqueue.a"];
const slashedSysctls = ["net/ipv4/tcp_syncookies", "kernel/msgmax"];

const named = (...names: string[]): Json => names.map((name) => ({ name, value: "1" }));
const volume = (source: { [key: string]: Json }, name = "a"): Json => ({ name, ...source });

const HOST_PROCESS = { hostProcess: true };
const everyContainer = (value: Json): Record<string, Json> =>
  Object.fromEntries(
    ["initContainers.0", "initContainers.1", "containers.0", "containers.1"].map((place) => [
      `spec.${place}.securityContext.windowsOptions`,
      value,
    ]),
  );

const SECCOMP = "seccomp.security.alpha.kubernetes.io/pod";

export const POD_EDGES: readonly Setting[] = [
  { family: "hostNamespaces", field: "spec.hostNetwork", where: "sharedUsers", values: flags },
  { family: "hostNamespaces", field: "spec.hostPID", where: "sharedUsersNotWindows", values: flags },
  { family: "hostNamespaces", field: "spec.hostIPC", where: "sharedUsersNotWindows", values: flags },
  { family: "nonRoot", field: "spec.securityContext.runAsNonRoot", where: "anywhere", values: flags },
  { family: "user", field: "spec.securityContext.runAsUser", values: users },
  { family: "seccomp", field: "spec.securityContext.seccompProfile", values: profiles },
  {
    family: "seccomp",
    field: `@${SECCOMP}`,
    values: ["runtime/default", "docker/default", "localhost/a", "localhost/", "unconfined"],
    along: { "spec.securityContext.seccompProfile": undefined },
  },
  { family: "appArmor", field: "spec.securityContext.appArmorProfile", values: profiles },
  { family: "appArmor", field: "metadata.annotations", where: "anywhere", values: [undefined, null, {}] },
  { family: "seLinux", field: "spec.securityContext.seLinuxOptions", values: seLinux },
  {
    family: "sysctls",
    field: "spec.securityContext.sysctls",
    values: [
      ...[undefined, null, []],
      ...[...safeSysctls, ...otherSysctls, ...slashedSysctls].map((name) => named(name)),
      named(...safeSysctls),
      named("net.ipv4.tcp_syncookies", "kernel.msgmax"),
    ],
  },
  {
    family: "volumes",
    field: "spec.volumes",
    where: "anywhere",
    values: [
      ...[undefined, null, []],
      ...[...HARMLESS_SOURCES, ...OTHER_SOURCES, ...NODE_SOURCES].map((source) => [volume(source)]),
      HARMLESS_SOURCES.map((source, index) => volume(source, `v${index}`)),
      [volume({ emptyDir: {} }), volume({ nfs: { server: "a", path: "/" } }, "b")],
      [volume({ emptyDir: {} }), volume({ hostPath: { path: "/a" } }, "b"), volume({}, "c")],
    ],
  },
  { family: "hostProcess", field: "spec.securityContext.windowsOptions", where: "notLinux", values: windows },
  {
    family: "hostProcess",
    field: "spec.securityContext.windowsOptions",
    where: "sharedUsersNotLinux",
    values: [HOST_PROCESS],
    along: { "spec.hostNetwork": true },
  },
  {
    family: "hostProcess",
    field: "spec.securityContext.windowsOptions",
    where: "sharedUsersNotLinux",
    values: [null, HOST_PROCESS],
    along: { "spec.hostNetwork": true, ...everyContainer(HOST_PROCESS) },
  },
  { family: "users", field: "spec.hostUsers", values: flags },
  { family: "os", field: "spec.os", where: "anywhere", values: [undefined, null, { name: "linux" }] },
  { family: "contexts", field: "spec.securityContext", where: "anywhere", values: [undefined, null, {}] },
];

const host = (value: Json): { [key: string]: Json }[] => [
  { httpGet: { port: 80, host: value } },
  { tcpSocket: { port: 80, host: value } },
];
const handlers: Values = [
  ...[undefined, null, { exec: { command: ["a"] } }, { httpGet: { port: 80 } }, { tcpSocket: { port: 80 } }],
  ...[...host(""), ...host(null), ...host("127.0.0.1"), ...host("a.example.com")],
  { httpGet: { port: 80, httpHeaders: [{ name: "Host", value: "a.example.com" }] } },
];
const probe = (field: string): Setting => ({
  family: "handlers",
  field,
  where: "anywhere",
  probes: true,
  values: [...handlers, { grpc: { port: 80 } }],
});
const hook = (field: string): Setting => ({
  family: "handlers",
  field,
  where: "anywhere",
  probes: true,
  values: [...handlers, { sleep: { seconds: 1 } }],
});

/** What a container runtime grants by default, and NET_RAW, which it used to grant. */
const capabilities = [
  ...["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW"],
  ...["SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT", "SYS_ADMIN", "ALL"],
  ...["chown", "net_bind_service", "CAP_CHOWN", "CAP_NET_BIND_SERVICE", ""],
];

export const CONTAINER_EDGES: readonly Setting[] = [
  { family: "escalation", field: "securityContext.allowPrivilegeEscalation", values: flags },
  { family: "privileged", field: "securityContext.privileged", values: [undefined, null, false] },
  {
    family: "privileged",
    field: "securityContext.privileged",
    values: [true],
    along: { "securityContext.allowPrivilegeEscalation": true },
  },
  { family: "capabilities", field: "securityContext.capabilities", values: [undefined, null, {}] },
  {
    family: "capabilities",
    field: "securityContext.capabilities.drop",
    values: [
      ...[undefined, null, [], ["ALL"], ["all"], ["CAP_ALL"], ["NET_RAW"], [""], [null]],
      ...[["NET_RAW", "ALL"], ["ALL", "ALL"], [null, "ALL"], [...capabilities]],
    ],
  },
  {
    family: "capabilities",
    field: "securityContext.capabilities.add",
    values: [
      ...[undefined, null, [], [null], ["CHOWN", "NET_BIND_SERVICE"], ["NET_BIND_SERVICE", "NET_RAW"]],
      ...capabilities.map((capability) => [capability]),
    ],
  },
  { family: "nonRoot", field: "securityContext.runAsNonRoot", where: "anywhere", values: flags },
  { family: "user", field: "securityContext.runAsUser", values: users },
  { family: "seccomp", field: "securityContext.seccompProfile", values: profiles },
  {
    family: "seccomp",
    field: `@container.${SECCOMP.replace("pod", "")}`,
    values: ["runtime/default", "docker/default", "localhost/a", "unconfined"],
    along: { "securityContext.seccompProfile": undefined },
  },
  { family: "appArmor", field: "securityContext.appArmorProfile", values: profiles },
  {
    family: "appArmor",
    field: "@container.apparmor.security.beta.kubernetes.io/",
    values: ["", null, "runtime/default", "localhost/a", "localhost/", "unconfined"],
    along: { "securityContext.appArmorProfile": undefined },
  },
  { family: "seLinux", field: "securityContext.seLinuxOptions", values: seLinux },
  { family: "procMount", field: "securityContext.procMount", values: [undefined, null, "Default"] },
  { family: "procMount", field: "securityContext.procMount", where: "ownUsers", values: ["Unmasked"] },
  { family: "hostProcess", field: "securityContext.windowsOptions", where: "notLinux", values: windows },
  {
    family: "hostPorts",
    field: "ports",
    where: "anywhere",
    values: [
      ...[undefined, null, [], [{ containerPort: OWN_PORT }], [{ containerPort: OWN_PORT, hostPort: null }]],
      ...[[{ containerPort: OWN_PORT, hostPort: 0 }], [{ containerPort: OWN_PORT, hostPort: OWN_PORT }]],
      [{ containerPort: OWN_PORT, hostIP: "127.0.0.1" }],
      [{ containerPort: OWN_PORT }, { containerPort: OWN_PORT, hostPort: OWN_PORT, protocol: "UDP" }],
    ],
  },
  probe("livenessProbe"),
  probe("readinessProbe"),
  probe("startupProbe"),
  hook("lifecycle.postStart"),
  hook("lifecycle.preStop"),
  { family: "contexts", field: "securityContext", where: "anywhere", values: [undefined, null, {}] },
];
