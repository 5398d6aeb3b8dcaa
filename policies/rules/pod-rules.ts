/** The rules about pods, each with the control that decides it. */
import { imageDigest, imageTag, readOnlyRootFilesystem } from "../controls/hardening";
import { baselineControls, profile, type ActiveControl } from "../controls/podsecurity";
import type { Control } from "../controls/control";
import type { Rule } from "./rule";

export interface PodRule {
  readonly rule: Rule;
  readonly active: ActiveControl;
}

type Text = Pick<Rule, "name" | "number" | "severity" | "remedy">;

/** What the pack says about each PodSecurity control, by the id of the control. */
const podSecurityTexts: Readonly<Record<string, Text>> = {
  privileged: {
    name: "privileged",
    number: "R-12",
    severity: "critical",
    remedy: "Remove privileged; grant the single capability or device that the program needs, if any.",
  },
  hostNamespaces: {
    name: "host-namespaces",
    number: "R-03",
    severity: "critical",
    remedy: "Remove hostNetwork, hostPID and hostIPC; reach the node's services through a Service.",
  },
  hostPorts: {
    name: "host-ports",
    number: "R-12",
    severity: "high",
    remedy: "Remove hostPort and publish the port with a Service.",
  },
  hostProbesAndHostLifecycle: {
    name: "probe-hosts",
    number: "R-12",
    severity: "medium",
    remedy: "Remove host; a probe or hook then reaches the pod itself.",
  },
  windowsHostProcess: {
    name: "windows-host-process",
    number: "R-12",
    severity: "critical",
    remedy: "Remove windowsOptions.hostProcess.",
  },
  appArmorProfile: {
    name: "apparmor-profile",
    number: "R-12",
    severity: "high",
    remedy: "Remove the AppArmor override, or set the type to RuntimeDefault or Localhost.",
  },
  seLinuxOptions: {
    name: "selinux-options",
    number: "R-12",
    severity: "high",
    remedy: "Remove user and role from seLinuxOptions and keep the type that the container runtime gives.",
  },
  procMount_restricted: {
    name: "proc-mount",
    number: "R-12",
    severity: "high",
    remedy: "Remove procMount, so that the masks over /proc stay in place.",
  },
  sysctls: {
    name: "sysctls",
    number: "R-12",
    severity: "high",
    remedy: "Remove the sysctl, or have it set on the nodes.",
  },
  restrictedVolumes: {
    name: "volume-types",
    number: "R-11",
    severity: "critical",
    remedy:
      "Use a PersistentVolumeClaim for data, an emptyDir for scratch, or a configMap, secret or projected volume.",
  },
  runAsNonRoot: {
    name: "run-as-non-root",
    number: "R-04",
    severity: "high",
    remedy: "Set securityContext.runAsNonRoot to true on the pod, and nothing else on its containers.",
  },
  runAsUser: {
    name: "run-as-user",
    number: "R-05",
    severity: "high",
    remedy: "Set securityContext.runAsUser to the numeric user of the image, which must not be 0.",
  },
  allowPrivilegeEscalation: {
    name: "privilege-escalation",
    number: "R-07",
    severity: "high",
    remedy: "Set securityContext.allowPrivilegeEscalation to false on the container.",
  },
  capabilities_restricted: {
    name: "capabilities",
    number: "R-08",
    severity: "high",
    remedy: 'Set securityContext.capabilities to { drop: ["ALL"] }; add at most NET_BIND_SERVICE.',
  },
  seccompProfile_restricted: {
    name: "seccomp-profile",
    number: "R-10",
    severity: "high",
    remedy:
      "Set securityContext.seccompProfile.type to RuntimeDefault on the pod, so that injected containers inherit it.",
  },
};

const baselineIds = new Set(baselineControls.map(({ id }) => id));

function podSecurityRule(active: ActiveControl): PodRule {
  const text = podSecurityTexts[active.control.id];
  if (text === undefined) {
    throw new Error(`No rule describes the PodSecurity control ${active.control.id}.`);
  }
  const level = baselineIds.has(active.control.id) ? "baseline" : "restricted";
  return {
    rule: {
      ...text,
      title: active.control.title,
      strictness: "everywhere",
      exemptable: false,
      framework: { name: "Pod Security Standards", version: "1.35", reference: `${level}: ${active.control.id}` },
      tags: ["kubernetes", "pod-security", level],
    },
    active,
  };
}

function own(control: Control, rule: Omit<Rule, "title" | "framework" | "tags">, tags: readonly string[]): PodRule {
  const [version] = control.versions;
  if (version === undefined) {
    throw new Error(`The control ${control.id} has no version.`);
  }
  return {
    rule: {
      ...rule,
      title: control.title,
      framework: { name: "Bulwark", version: "1", reference: rule.number },
      tags: ["kubernetes", ...tags],
    },
    active: { control, version },
  };
}

/** The digest rule holds by environment, so the pack gives it a policy of its own making. */
export const imageDigestRule = own(
  imageDigest,
  {
    name: "image-digest",
    number: "R-63",
    severity: "high",
    strictness: "outside-dev",
    exemptable: false,
    remedy: "Append the digest of the image that was tested, such as repository:1.2.3@sha256:…",
  },
  ["images"],
);

/** Every rule about pods: PodSecurity `restricted` in its newest version, and what this project adds to it. */
export const podRules: readonly PodRule[] = [
  ...profile("restricted", "latest").map(podSecurityRule),
  own(
    readOnlyRootFilesystem,
    {
      name: "read-only-root-filesystem",
      number: "R-06",
      severity: "high",
      strictness: "everywhere",
      exemptable: true,
      remedy: "Set securityContext.readOnlyRootFilesystem to true and mount a volume where the program writes.",
    },
    ["hardening"],
  ),
  own(
    imageTag,
    {
      name: "image-tag",
      number: "R-64",
      severity: "high",
      strictness: "everywhere",
      exemptable: false,
      remedy: "Name the release by its tag, and in staging and prod also by its digest.",
    },
    ["images"],
  ),
  imageDigestRule,
];
