/** PodSecurity: what containers see and set of the kernel under /proc. */
import { at, elements, isUnknown, member } from "../values/field";
import { eachContainer, inUserNamespace, oneOf, since, unless, type Control, type Version } from "./control";

const defaultProcMount: Version["check"] = (pod, report) => {
  eachContainer(pod, report, (container, context) => {
    report.restrict(member(context, "procMount"), (value) => value === "Default", "Default or unset", container);
  });
};

export const procMountBaseline: Control = {
  id: "procMount",
  title: "The masks over /proc stay in place",
  versions: [since(0, defaultProcMount), since(35, unless(inUserNamespace, defaultProcMount))],
};

/** Baseline was relaxed for user namespaces in 1.35; restricted was not. */
export const procMountRestricted: Control = {
  id: "procMount_restricted",
  title: "The masks over /proc stay in place",
  versions: [since(35, defaultProcMount, ["procMount"])],
};

const sysctls = [
  { since: 0, names: ["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies"] },
  { since: 0, names: ["net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start"] },
  { since: 27, names: ["net.ipv4.ip_local_reserved_ports"] },
  { since: 29, names: ["net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout"] },
  { since: 29, names: ["net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes"] },
  { since: 32, names: ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"] },
];

/** The sysctls that Kubernetes 1.`minor` counts as safe: namespaced, and without effect on other pods. */
function safeSysctls(minor: number): ReadonlySet<string> {
  return new Set(sysctls.filter(({ since }) => since <= minor).flatMap(({ names }) => names));
}

function restrictSysctls(minor: number): Version["check"] {
  const safe = safeSysctls(minor);
  return (pod, report) => {
    const list = at(pod.spec, "securityContext", "sysctls");
    if (isUnknown(list)) {
      report.undecide(list);
    }
    for (const sysctl of elements(list)) {
      report.restrict(member(sysctl, "name"), oneOf(safe), `one of ${[...safe].join(", ")}`);
    }
  };
}

export const sysctlControl: Control = {
  id: "sysctls",
  title: "Only safe sysctls are set",
  versions: [...new Set(sysctls.map((sysctl) => sysctl.since))].map((minor) => since(minor, restrictSysctls(minor))),
};
