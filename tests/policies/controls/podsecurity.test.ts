import assert from "node:assert/strict";

import { judge } from "../../../policies/controls/control";
import { baselineControls, judgePod, profile, restrictedControls } from "../../../policies/controls/podsecurity";
import { podsOf } from "../../../policies/kubernetes/pods";
import { objectType } from "../../../policies/kubernetes/kinds";
import type { Pod } from "../../../policies/kubernetes/pods";
import { hostPorts } from "../../../policies/controls/host";
import { UNKNOWN, type Value } from "../../../policies/values/field";
import { breakages, broken } from "../support/breakages";
import { compliantTemplate, set, wrap, type Json, type PodTemplate, type PodToken } from "../support/objects";

function podOf(template: PodTemplate): Pod {
  const token = "kubernetes:core/v1:Pod";
  const [pod] = podsOf(objectType(token)!, wrap(token, template));
  return pod!;
}

/** The ids of the controls that refuse the template. */
function refused(template: PodTemplate, level: "baseline" | "restricted", version: number | "latest"): string[] {
  return judgePod(podOf(template), level, version)
    .filter(({ findings }) => findings.length > 0)
    .map(({ control: { id } }) => id);
}

const change = (path: string, value: Json | undefined): PodTemplate => set(compliantTemplate(), path, value);
const windows = (template: PodTemplate): PodTemplate => set(template, "spec.os", { name: "windows" });

describe("PodSecurity profile", () => {
  it("accepts the compliant pod at every level and version", () => {
    for (const level of ["baseline", "restricted"] as const) {
      for (const version of [0, 8, 19, 22, 23, 25, 34, 35, "latest"] as const) {
        assert.deepEqual(refused(compliantTemplate(), level, version), [], `${level} ${version}`);
      }
    }
  });

  for (const breakage of breakages.filter(({ control }) => !/^(readOnly|image)/.test(control))) {
    it(`${breakage.control} alone refuses ${breakage.path} = ${breakage.value === undefined ? "unset" : JSON.stringify(breakage.value)}`, () => {
      assert.deepEqual(refused(broken(compliantTemplate(), breakage), "restricted", "latest"), [breakage.control]);
    });
  }

  it("replaces in restricted each baseline control that a stricter one covers", () => {
    const ids = profile("restricted", "latest").map(({ control }) => control.id);
    for (const replaced of ["capabilities_baseline", "hostPathVolumes", "procMount", "seccompProfile_baseline"]) {
      assert.ok(!ids.includes(replaced), replaced);
    }
    assert.equal(ids.length, baselineControls.length - 4 + restrictedControls.length);
  });
});

describe("PodSecurity by version", () => {
  const cases: readonly [
    what: string,
    template: PodTemplate,
    level: "baseline" | "restricted",
    before: number,
    id: string,
  ][] = [
    [
      "names a probe host",
      change("spec.containers.0.livenessProbe", { httpGet: { host: "a" } }),
      "baseline",
      34,
      "hostProbesAndHostLifecycle",
    ],
    [
      "lacks allowPrivilegeEscalation",
      change("spec.containers.0.securityContext.allowPrivilegeEscalation", undefined),
      "restricted",
      8,
      "allowPrivilegeEscalation",
    ],
    [
      "drops nothing",
      change("spec.containers.0.securityContext.capabilities", undefined),
      "restricted",
      22,
      "capabilities_restricted",
    ],
    ["runs as user 0", change("spec.securityContext.runAsUser", 0), "restricted", 23, "runAsUser"],
    [
      "has no seccomp profile",
      change("spec.securityContext.seccompProfile", undefined),
      "restricted",
      19,
      "seccompProfile_restricted",
    ],
    [
      "switches seccomp off",
      change("spec.securityContext.seccompProfile.type", "Unconfined"),
      "baseline",
      19,
      "seccompProfile_baseline",
    ],
  ];
  for (const [what, template, level, version, id] of cases) {
    it(`1.${version} is the first to refuse a pod that ${what}`, () => {
      assert.deepEqual(refused(template, level, version - 1), []);
      assert.deepEqual(refused(template, level, version), [id]);
    });
  }

  const loosened: readonly [what: string, template: PodTemplate, since: number, id: string][] = [
    ["the sysctl net.ipv4.ip_local_reserved_ports", sysctl("net.ipv4.ip_local_reserved_ports"), 27, "sysctls"],
    ["the sysctl net.ipv4.tcp_keepalive_time", sysctl("net.ipv4.tcp_keepalive_time"), 29, "sysctls"],
    ["the sysctl net.ipv4.tcp_rmem", sysctl("net.ipv4.tcp_rmem"), 32, "sysctls"],
    [
      "the SELinux type container_engine_t",
      change("spec.securityContext.seLinuxOptions", { type: "container_engine_t" }),
      31,
      "seLinuxOptions",
    ],
    [
      "user 0 in a user namespace",
      set(change("spec.securityContext.runAsUser", 0), "spec.hostUsers", false),
      35,
      "runAsUser",
    ],
    [
      "possible root in a user namespace",
      set(change("spec.securityContext.runAsNonRoot", undefined), "spec.hostUsers", false),
      35,
      "runAsNonRoot",
    ],
    [
      "escalation left open on Windows",
      windows(change("spec.containers.0.securityContext.allowPrivilegeEscalation", undefined)),
      25,
      "allowPrivilegeEscalation",
    ],
    [
      "capabilities left alone on Windows",
      windows(change("spec.containers.0.securityContext.capabilities", undefined)),
      25,
      "capabilities_restricted",
    ],
    [
      "no seccomp profile on Windows",
      windows(change("spec.securityContext.seccompProfile", undefined)),
      25,
      "seccompProfile_restricted",
    ],
  ];
  for (const [what, template, since, id] of loosened) {
    it(`1.${since} is the first to allow ${what}`, () => {
      assert.deepEqual(refused(template, "restricted", since - 1), [id]);
      assert.deepEqual(refused(template, "restricted", since), []);
    });
  }

  it("baseline allows an unmasked /proc in a user namespace from 1.35 on, restricted never", () => {
    const template = set(change("spec.containers.0.securityContext.procMount", "Unmasked"), "spec.hostUsers", false);
    assert.deepEqual(refused(template, "baseline", 34), ["procMount"]);
    assert.deepEqual(refused(template, "baseline", 35), []);
    assert.deepEqual(refused(template, "restricted", 34), ["procMount"]);
    assert.deepEqual(refused(template, "restricted", 35), ["procMount_restricted"]);
  });

  it("before 1.19 the seccomp annotations count", () => {
    const pod = change("metadata.annotations", { "seccomp.security.alpha.kubernetes.io/pod": "unconfined" });
    const container = change("metadata.annotations", {
      "container.seccomp.security.alpha.kubernetes.io/app": "unconfined",
    });
    for (const template of [pod, container]) {
      assert.deepEqual(refused(template, "baseline", 18), ["seccompProfile_baseline"]);
      assert.deepEqual(refused(template, "baseline", 19), []);
    }
  });
});

describe("PodSecurity edges", () => {
  const allowed: readonly [string, PodTemplate][] = [
    ["NET_BIND_SERVICE added", change("spec.containers.0.securityContext.capabilities.add", ["NET_BIND_SERVICE"])],
    ["ALL dropped among others", change("spec.containers.0.securityContext.capabilities.drop", ["NET_RAW", "ALL"])],
    ["host port 0", change("spec.containers.0.ports", [{ containerPort: 80, hostPort: 0 }])],
    ["an empty probe host", change("spec.containers.0.livenessProbe", { httpGet: { host: "", port: 80 } })],
    ["an empty SELinux type", change("spec.securityContext.seLinuxOptions", { type: "", level: "s0:c1,c2" })],
    [
      "AppArmor Localhost",
      change("spec.securityContext.appArmorProfile", { type: "Localhost", localhostProfile: "a" }),
    ],
    [
      "an AppArmor annotation localhost/a",
      change("metadata.annotations", { "container.apparmor.security.beta.kubernetes.io/app": "localhost/a" }),
    ],
    ["procMount Default", change("spec.containers.0.securityContext.procMount", "Default")],
    ["a volume without source, which becomes an emptyDir", change("spec.volumes", [{ name: "a" }])],
    ["a volume source that is null", change("spec.volumes", [{ name: "a", emptyDir: {}, hostPath: null }])],
    ["image volumes", change("spec.volumes", [{ name: "a", image: { reference: "a:1" } }])],
    ["null for unset", change("spec.containers.0.securityContext.privileged", null)],
  ];
  for (const [what, template] of allowed) {
    it(`allows ${what}`, () => {
      assert.deepEqual(refused(template, "restricted", "latest"), []);
    });
  }

  it("a container's own runAsNonRoot or seccomp profile stands in for the pod's", () => {
    const own = ["initContainers", "containers", "ephemeralContainers"].reduce(
      (template, list) =>
        set(
          set(template, `spec.${list}.0.securityContext.runAsNonRoot`, true),
          `spec.${list}.0.securityContext.seccompProfile`,
          { type: "RuntimeDefault" },
        ),
      set(compliantTemplate(), "spec.securityContext", {}),
    );
    assert.deepEqual(refused(own, "restricted", "latest"), []);
  });

  it("a pod-level runAsNonRoot: false is refused even where every container overrides it", () => {
    const template = ["initContainers", "containers", "ephemeralContainers"].reduce(
      (whole, list) => set(whole, `spec.${list}.0.securityContext.runAsNonRoot`, true),
      change("spec.securityContext.runAsNonRoot", false),
    );
    assert.deepEqual(refused(template, "restricted", "latest"), ["runAsNonRoot"]);
  });

  it("an AppArmor annotation that switches it off is refused", () => {
    const template = change("metadata.annotations", {
      "container.apparmor.security.beta.kubernetes.io/app": "unconfined",
    });
    assert.deepEqual(refused(template, "baseline", "latest"), ["appArmorProfile"]);
  });

  it("text where a boolean belongs is refused rather than taken for false", () => {
    assert.deepEqual(refused(change("spec.hostNetwork", "true"), "baseline", "latest"), ["hostNamespaces"]);
  });

  it("in the node's network a pod's port is a port of the node; a template's is not yet", () => {
    const template = set(change("spec.hostNetwork", true), "spec.containers.0.ports", [{ containerPort: 80 }]);
    const paths = (token: PodToken): string[] =>
      podsOf(objectType(token)!, wrap(token, template)).flatMap((pod) =>
        judge(hostPorts, hostPorts.versions[0]!, pod).findings.map(({ path }) => path),
      );
    assert.deepEqual(paths("kubernetes:core/v1:Pod"), ["spec.containers[0].ports[0].containerPort"]);
    assert.deepEqual(paths("kubernetes:apps/v1:Deployment"), []);
  });

  it("whether a pod's port is one of the node is undecided while hostNetwork is unknown", () => {
    const template = change("spec.containers.0.ports", [{ containerPort: 80 }]);
    const object: Value = { ...template, spec: { ...template.spec, hostNetwork: UNKNOWN as Value } };
    const [pod] = podsOf(objectType("kubernetes:core/v1:Pod")!, object);
    const { findings, undecided } = judge(hostPorts, hostPorts.versions[0]!, pod!);
    assert.deepEqual({ findings, undecided }, { findings: [], undecided: ["spec.hostNetwork"] });
  });

  it("finds each offence with its own path and container", () => {
    const template = set(change("spec.hostPID", true), "spec.hostIPC", true);
    const control = baselineControls.find(({ id }) => id === "hostNamespaces")!;
    assert.deepEqual(
      judge(control, control.versions[0]!, podOf(template)).findings.map(({ path }) => path),
      ["spec.hostPID", "spec.hostIPC"],
    );
  });
});

function sysctl(name: string): PodTemplate {
  return change("spec.securityContext.sysctls", [{ name, value: "1" }]);
}
