/** Ways to loosen pods: PodSecurity, images, resources, probes, draining, secrets. */
import { called, type Mutations } from "./mutation";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

const bad = {
  name: "added",
  image: `registry.example.com/added@${DIGEST}`,
  securityContext: { privileged: true },
};

export function loosenPods(mutations: Mutations): void {
  podSecurity(mutations);
  hardening(mutations);
  images(mutations);
  resources(mutations);
  probes(mutations);
  draining(mutations);
  secrets(mutations);
}

function podSecurity(m: Mutations): void {
  m.containers("privileged", { "securityContext.privileged": true });
  m.anotherContainer("privileged", bad);
  m.pods("host-namespaces", { "spec.hostNetwork": true }, { "spec.hostPID": true }, { "spec.hostIPC": true });
  m.mainContainers("host-ports", { "ports.0.hostPort": 8080 });
  m.mainContainers(
    "probe-hosts",
    { "livenessProbe.httpGet.host": "10.0.0.1" },
    { "readinessProbe.tcpSocket.host": "10.0.0.1" },
    { "lifecycle.postStart.httpGet.host": "10.0.0.1" },
  );
  m.pods("windows-host-process", { "spec.securityContext.windowsOptions.hostProcess": true });
  m.containers("windows-host-process", { "securityContext.windowsOptions.hostProcess": true });
  m.pods(
    "apparmor-profile",
    { "spec.securityContext.appArmorProfile.type": "Unconfined" },
    { "metadata.annotations.container~apparmor~security~beta~kubernetes~io/added": "unconfined" },
  );
  m.containers("apparmor-profile", { "securityContext.appArmorProfile.type": "Unconfined" });
  m.pods(
    "selinux-options",
    { "spec.securityContext.seLinuxOptions.type": "spc_t" },
    { "spec.securityContext.seLinuxOptions.user": "system_u" },
    { "spec.securityContext.seLinuxOptions.role": "system_r" },
  );
  m.containers("selinux-options", { "securityContext.seLinuxOptions.type": "unconfined_t" });
  m.containers("proc-mount", { "securityContext.procMount": "Unmasked" });
  m.pods("sysctls", { "spec.securityContext.sysctls": [{ name: "kernel.msgmax", value: "1" }] });
  m.pods("volume-types", { "spec.volumes.9": { name: "host", hostPath: { path: "/var/run" } } });
  m.pods(
    "volume-types",
    { "spec.volumes.9": { name: "other", nfs: { server: "nfs.example.com", path: "/" } } },
    { "spec.volumes.9": { name: "other", iscsi: { targetPortal: "10.0.0.1", iqn: "iqn", lun: 0 } } },
  );
  m.pods(
    "run-as-non-root",
    { "spec.securityContext.runAsNonRoot": undefined },
    { "spec.securityContext.runAsNonRoot": false },
    { "spec.securityContext": undefined },
  );
  m.containers("run-as-non-root", { "securityContext.runAsNonRoot": false });
  m.pods("run-as-user", { "spec.securityContext.runAsUser": 0 });
  m.containers("run-as-user", { "securityContext.runAsUser": 0 });
  m.pods("explicit-user", { "spec.securityContext.runAsUser": undefined });
  m.containers(
    "privilege-escalation",
    { "securityContext.allowPrivilegeEscalation": true },
    { "securityContext.allowPrivilegeEscalation": undefined },
    { securityContext: undefined },
  );
  m.containers(
    "capabilities",
    { "securityContext.capabilities": undefined },
    { "securityContext.capabilities.drop": [] },
    { "securityContext.capabilities.drop": ["NET_RAW"] },
    { "securityContext.capabilities.drop": ["all"] },
    { "securityContext.capabilities.add": ["NET_ADMIN"] },
    { "securityContext.capabilities.add": ["ALL"] },
  );
  m.containers("added-capabilities", { "securityContext.capabilities.add": ["NET_BIND_SERVICE"] });
  m.pods(
    "seccomp-profile",
    { "spec.securityContext.seccompProfile": undefined },
    { "spec.securityContext.seccompProfile.type": "Unconfined" },
  );
  m.containers("seccomp-profile", { "securityContext.seccompProfile.type": "Unconfined" });
  m.pods("pod-seccomp-profile", { "spec.securityContext.seccompProfile": undefined });
}

function hardening(m: Mutations): void {
  m.containers(
    "read-only-root-filesystem",
    { "securityContext.readOnlyRootFilesystem": false },
    { "securityContext.readOnlyRootFilesystem": undefined },
  );
  m.mainContainers("unprivileged-ports", { "ports.0.containerPort": 443 }, { "ports.0.containerPort": 1024 });
  m.pods("own-service-account", { "spec.serviceAccountName": "default" }, { "spec.serviceAccountName": undefined });
  const search = "search-service";
  const tolerated = [
    { key: "workload", operator: "Equal", value: "search", effect: "NoSchedule" },
    { key: "workload", operator: "Exists" },
    { operator: "Exists" },
  ];
  m.podsWhere(
    "dedicated-nodes",
    (item) => !called(search)(item),
    ...tolerated.map((toleration) => ({ "spec.tolerations": [toleration] })),
  );
  m.podsWhere("dedicated-nodes", called(search), { "spec.nodeSelector": undefined });
}

function images(m: Mutations): void {
  m.containers(
    "image-tag",
    { image: "registry.example.com/app" },
    { image: `registry.example.com/app:latest@${DIGEST}` },
  );
  m.containers(
    "image-digest",
    { image: "registry.example.com/app:1.2.3" },
    { image: "registry.example.com/app:1@sha256:0" },
  );
  m.containers(
    "image-registry",
    { image: `docker.io/library/app:1@${DIGEST}` },
    { image: `registry.example.com.evil.example/app:1@${DIGEST}` },
    { image: `busybox:1@${DIGEST}` },
  );
}

function resources(m: Mutations): void {
  m.containers(
    "resources",
    { resources: undefined },
    { "resources.requests.cpu": undefined },
    { "resources.requests.memory": undefined },
    { "resources.limits.memory": undefined },
  );
  // The appointment services have none, by exemption.
  m.containers("cpu-limit", { "resources.limits.cpu": undefined });
}

function probes(m: Mutations): void {
  m.mainContainers("probes", { livenessProbe: undefined }, { readinessProbe: undefined });
  m.mainContainers(
    "probe-frequency",
    { "readinessProbe.periodSeconds": 600 },
    { "readinessProbe.failureThreshold": 60 },
  );
  m.mainContainers(
    "probe-ports",
    { livenessProbe: { tcpSocket: { port: 65000 } } },
    { readinessProbe: { httpGet: { path: "/", port: "nowhere" } } },
    { startupProbe: { grpc: { port: 65000 } } },
  );
  const page = { httpGet: { path: "/same", port: 65000 } };
  m.mainContainers("probes-differ", { livenessProbe: page, readinessProbe: page });
}

function draining(m: Mutations): void {
  m.pods(
    "grace-period",
    { "spec.terminationGracePeriodSeconds": 5 },
    { "metadata.annotations.bulwark~io/drain-seconds": "900" },
  );
  m.mainContainers("grace-period", { "lifecycle.preStop": { sleep: { seconds: 900 } } });
  // The Elixir image keeps its shell.
  m.inContainers("native-sleep", "containers", (item) => !called("healthcare-app")(item), {
    "lifecycle.preStop": { exec: { command: ["/bin/sh", "-c", "sleep 5"] } },
  });
}

function secrets(m: Mutations): void {
  m.containers(
    "environment-secrets",
    { "env.0": { name: "DATABASE_PASSWORD", value: "correct-horse" } },
    { "env.0": { name: "STORE", value: "postgres://app:correct-horse@db:5432/app" } },
    { "args.0": "--store=postgres://app:correct-horse@db:5432/app" },
    { "env.0": { name: "CERTIFICATE", value: "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----" } },
  );
}
