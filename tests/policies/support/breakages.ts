/** For each rule about pods: the ways to break it, and what must be reported. */
import { set, CONTAINER_LISTS, type Json, type PodTemplate } from "./objects";

export interface Breakage {
  /** Name of the policy that must object. */
  readonly policy: string;
  /** Id of the control behind it. */
  readonly control: string;
  /** Dotted path in the template where a value goes wrong. */
  readonly path: string;
  readonly value: Json | undefined;
  /** The path in messages, where it differs from `path` in more than its notation. */
  readonly reported?: string;
  readonly container: string | undefined;
}

type Wrong = readonly [policy: string, control: string, path: string, value: Json | undefined, reported?: string];

const ofPod: readonly Wrong[] = [
  ["host-namespaces", "hostNamespaces", "spec.hostNetwork", true],
  ["host-namespaces", "hostNamespaces", "spec.hostPID", true],
  ["host-namespaces", "hostNamespaces", "spec.hostIPC", true],
  ["windows-host-process", "windowsHostProcess", "spec.securityContext.windowsOptions.hostProcess", true],
  ["apparmor-profile", "appArmorProfile", "spec.securityContext.appArmorProfile.type", "Unconfined"],
  ["selinux-options", "seLinuxOptions", "spec.securityContext.seLinuxOptions.type", "spc_t"],
  ["selinux-options", "seLinuxOptions", "spec.securityContext.seLinuxOptions.user", "system_u"],
  ["selinux-options", "seLinuxOptions", "spec.securityContext.seLinuxOptions.role", "system_r"],
  [
    "sysctls",
    "sysctls",
    "spec.securityContext.sysctls.0.name",
    "kernel.msgmax",
    "spec.securityContext.sysctls[0].name",
  ],
  ["run-as-non-root", "runAsNonRoot", "spec.securityContext.runAsNonRoot", false],
  ["run-as-user", "runAsUser", "spec.securityContext.runAsUser", 0],
  ["seccomp-profile", "seccompProfile_restricted", "spec.securityContext.seccompProfile.type", "Unconfined"],
  ["volume-types", "restrictedVolumes", "spec.volumes.1.hostPath", { path: "/etc" }, "spec.volumes[1].hostPath"],
  ["volume-types", "restrictedVolumes", "spec.volumes.1.nfs", { server: "a", path: "/" }, "spec.volumes[1].nfs"],
];

const ofContainer: readonly Wrong[] = [
  ["privileged", "privileged", "securityContext.privileged", true],
  ["host-ports", "hostPorts", "ports.0.hostPort", 8080, "ports[0].hostPort"],
  ["probe-hosts", "hostProbesAndHostLifecycle", "livenessProbe.httpGet.host", "10.0.0.1"],
  ["probe-hosts", "hostProbesAndHostLifecycle", "readinessProbe.tcpSocket.host", "10.0.0.1"],
  ["probe-hosts", "hostProbesAndHostLifecycle", "startupProbe.httpGet.host", "10.0.0.1"],
  ["probe-hosts", "hostProbesAndHostLifecycle", "lifecycle.postStart.httpGet.host", "10.0.0.1"],
  ["probe-hosts", "hostProbesAndHostLifecycle", "lifecycle.preStop.tcpSocket.host", "10.0.0.1"],
  ["windows-host-process", "windowsHostProcess", "securityContext.windowsOptions.hostProcess", true],
  ["apparmor-profile", "appArmorProfile", "securityContext.appArmorProfile.type", "Unconfined"],
  ["selinux-options", "seLinuxOptions", "securityContext.seLinuxOptions.type", "spc_t"],
  ["proc-mount", "procMount_restricted", "securityContext.procMount", "Unmasked"],
  ["run-as-non-root", "runAsNonRoot", "securityContext.runAsNonRoot", false],
  ["run-as-user", "runAsUser", "securityContext.runAsUser", 0],
  ["privilege-escalation", "allowPrivilegeEscalation", "securityContext.allowPrivilegeEscalation", true],
  ["privilege-escalation", "allowPrivilegeEscalation", "securityContext.allowPrivilegeEscalation", undefined],
  ["capabilities", "capabilities_restricted", "securityContext.capabilities.drop", undefined],
  ["capabilities", "capabilities_restricted", "securityContext.capabilities.drop", ["NET_RAW"]],
  ["capabilities", "capabilities_restricted", "securityContext.capabilities.add", ["NET_RAW"]],
  ["seccomp-profile", "seccompProfile_restricted", "securityContext.seccompProfile.type", "Unconfined"],
  ["read-only-root-filesystem", "readOnlyRootFilesystem", "securityContext.readOnlyRootFilesystem", false],
  ["read-only-root-filesystem", "readOnlyRootFilesystem", "securityContext.readOnlyRootFilesystem", undefined],
  ["image-tag", "imageTag", "image", `registry.example.com/app:latest@sha256:${"ab".repeat(32)}`],
  ["image-digest", "imageDigest", "image", "registry.example.com/app:1.2.3"],
];

const names = { initContainers: "init", containers: "app", ephemeralContainers: "debug" } as const;

/** Every breakage, those of containers once for each list of containers. */
export const breakages: readonly Breakage[] = [
  ...ofPod.map((wrong) => breakage(wrong, "", undefined)),
  ...CONTAINER_LISTS.flatMap((list) => ofContainer.map((wrong) => breakage(wrong, `spec.${list}.0.`, names[list]))),
];

function breakage(wrong: Wrong, prefix: string, container: string | undefined): Breakage {
  const [policy, control, path, value, reported] = wrong;
  const at = prefix.replace(".0.", "[0].");
  const inList = Array.isArray(value) && path.endsWith(".add") ? "[0]" : "";
  return { policy, control, path: prefix + path, value, container, reported: at + (reported ?? path) + inList };
}

/** The template with one thing broken. List elements that do not exist yet are made, with a name. */
export function broken(template: PodTemplate, { path, value }: Breakage): PodTemplate {
  const list = /^(.*\.(?:sysctls|ports|volumes))\.(\d)\./.exec(path);
  if (path === "spec.hostNetwork") {
    // In the network of the node every port of the pod is one of the node, which is another rule's concern.
    const probe = { exec: { command: ["true"] } };
    const closed = set(template, "spec.containers.0.ports", undefined);
    const probed = set(closed, "spec.containers.0.livenessProbe", probe);
    return set(set(probed, "spec.containers.0.readinessProbe", probe), path, value);
  }
  const start = list === null ? template : grown(template, list[1] ?? "", Number(list[2]));
  return set(start, path, value);
}

function grown(template: PodTemplate, path: string, length: number): PodTemplate {
  const list = path
    .split(".")
    .reduce<Json | undefined>((node, key) => (node as Record<string, Json> | undefined)?.[key], template);
  const items = Array.isArray(list) ? list : [];
  return set(template, path, [
    ...items,
    ...Array.from({ length: length + 1 - items.length }, () => ({ name: "added" })),
  ]);
}
