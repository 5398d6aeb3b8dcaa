/** The rules about pods, each with the control that decides it. */
import { imageDigest, imageTag, readOnlyRootFilesystem } from "../controls/hardening";
import { baselineControls, profile, type ActiveControl } from "../controls/podsecurity";
import { judge, type Control } from "../controls/control";
import { podRule, rule, type Frameworks, type ObjectRule, type Rule } from "./rule";

/** A rule that a control decides. */
export interface ControlRule extends ObjectRule {
  readonly active: ActiveControl;
}

type Text = Pick<Rule, "name" | "number" | "severity" | "remedy"> & { readonly cis?: string };

/** What the pack says about each PodSecurity control, by the id of the control. */
const podSecurityTexts: Readonly<Record<string, Text>> = {
  privileged: {
    name: "privileged",
    cis: "5.2.2",
    number: "R-12",
    severity: "critical",
    remedy: "Remove privileged; grant the single capability or device that the program needs, if any.",
  },
  hostNamespaces: {
    name: "host-namespaces",
    cis: "5.2.3, 5.2.4, 5.2.5",
    number: "R-03",
    severity: "critical",
    remedy: "Remove hostNetwork, hostPID and hostIPC; reach the node's services through a Service.",
  },
  hostPorts: {
    name: "host-ports",
    cis: "5.2.13",
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
    cis: "5.2.11",
    number: "R-12",
    severity: "critical",
    remedy: "Remove windowsOptions.hostProcess.",
  },
  appArmorProfile: {
    name: "apparmor-profile",
    cis: "5.7.3",
    number: "R-12",
    severity: "high",
    remedy: "Remove the AppArmor override, or set the type to RuntimeDefault or Localhost.",
  },
  seLinuxOptions: {
    name: "selinux-options",
    cis: "5.7.3",
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
    cis: "5.2.12",
    number: "R-11",
    severity: "critical",
    remedy:
      "Use a PersistentVolumeClaim for data, an emptyDir for scratch, or a configMap, secret or projected volume.",
  },
  runAsNonRoot: {
    name: "run-as-non-root",
    cis: "5.2.7",
    number: "R-04",
    severity: "high",
    remedy: "Set securityContext.runAsNonRoot to true on the pod, and nothing else on its containers.",
  },
  runAsUser: {
    name: "run-as-user",
    cis: "5.2.7",
    number: "R-05",
    severity: "high",
    remedy: "Set securityContext.runAsUser to the numeric user of the image, which must not be 0.",
  },
  allowPrivilegeEscalation: {
    name: "privilege-escalation",
    cis: "5.2.6",
    number: "R-07",
    severity: "high",
    remedy: "Set securityContext.allowPrivilegeEscalation to false on the container.",
  },
  capabilities_restricted: {
    name: "capabilities",
    cis: "5.2.8, 5.2.9, 5.2.10",
    number: "R-08",
    severity: "high",
    remedy: 'Set securityContext.capabilities to { drop: ["ALL"] }; add at most NET_BIND_SERVICE.',
  },
  seccompProfile_restricted: {
    name: "seccomp-profile",
    cis: "5.7.2",
    number: "R-10",
    severity: "high",
    remedy:
      "Set securityContext.seccompProfile.type to RuntimeDefault on the pod, so that injected containers inherit it.",
  },
};

const baselineIds = new Set(baselineControls.map(({ id }) => id));

function podSecurityRule(active: ActiveControl): ControlRule {
  const given = podSecurityTexts[active.control.id];
  if (given === undefined) {
    throw new Error(`No rule describes the PodSecurity control ${active.control.id}.`);
  }
  const { cis, ...text } = given;
  const level = baselineIds.has(active.control.id) ? "baseline" : "restricted";
  const frameworks: Frameworks = {
    pss: `${level}: ${active.control.id}`,
    ...(cis === undefined ? {} : { cis }),
    nsa: "Kubernetes Pod security",
  };
  return byControl({ ...text, title: active.control.title, frameworks, tags: ["pod-security", level] }, active);
}

function own(control: Control, given: Omit<Parameters<typeof rule>[0], "title">): ControlRule {
  const [version] = control.versions;
  if (version === undefined) {
    throw new Error(`The control ${control.id} has no version.`);
  }
  return byControl({ ...given, title: control.title }, { control, version });
}

function byControl(given: Parameters<typeof rule>[0], active: ActiveControl): ControlRule {
  return {
    ...podRule(rule(given), (pod, report) => {
      report.include(judge(active.control, active.version, pod));
    }),
    active,
  };
}

/** Every rule about pods that a control decides: PodSecurity `restricted` in its newest version, and beyond it. */
export const podRules: readonly ControlRule[] = [
  ...profile("restricted", "latest").map(podSecurityRule),
  own(readOnlyRootFilesystem, {
    name: "read-only-root-filesystem",
    number: "R-06",
    severity: "high",
    exemptable: true,
    frameworks: {
      cis: "5.7.3",
      nsa: "Kubernetes Pod security: immutable container file systems",
      hipaa: "164.312(c)(1)",
    },
    tags: ["hardening"],
    remedy: "Set securityContext.readOnlyRootFilesystem to true and mount a volume where the program writes.",
  }),
  own(imageTag, {
    name: "image-tag",
    number: "R-64",
    severity: "high",
    frameworks: { nsa: "Kubernetes Pod security: building secure container images" },
    tags: ["images"],
    remedy: "Name the release by its tag, and in staging and prod also by its digest.",
  }),
  own(imageDigest, {
    name: "image-digest",
    number: "R-63",
    severity: "high",
    strictness: "outside-dev",
    frameworks: { nsa: "Kubernetes Pod security: building secure container images", hipaa: "164.312(c)(1)" },
    tags: ["images"],
    remedy: "Append the digest of the image that was tested, such as repository:1.2.3@sha256:…",
  }),
];
