/** PodSecurity: users, privilege escalation and capabilities of containers. */
import { at, elements, isUnknown, member } from "../values/field";
import { eachContainer, inUserNamespace, oneOf, onWindows, since, unless, type Control, type Version } from "./control";

const demandNonRoot: Version["check"] = (pod, report) => {
  const ofPod = at(pod.spec, "securityContext", "runAsNonRoot");
  // A pod-level `false` is refused even where every container overrides it: an injected container would inherit it.
  report.restrict(ofPod, (value) => value === true, "true");
  eachContainer(pod, report, (container, context) => {
    const own = member(context, "runAsNonRoot");
    if (own.value === undefined && ofPod.value === undefined) {
      report.require(own, "true, on the container or on the pod", container);
    } else {
      report.restrict(own, (value) => value === true, "true", container);
    }
  });
};

export const runAsNonRoot: Control = {
  id: "runAsNonRoot",
  title: "Containers must not run as root",
  versions: [since(0, demandNonRoot), since(35, unless(inUserNamespace, demandNonRoot))],
};

const refuseRoot: Version["check"] = (pod, report) => {
  const wanted = "a user other than 0";
  report.restrict(at(pod.spec, "securityContext", "runAsUser"), (value) => value !== 0, wanted);
  eachContainer(pod, report, (container, context) => {
    report.restrict(member(context, "runAsUser"), (value) => value !== 0, wanted, container);
  });
};

export const runAsUser: Control = {
  id: "runAsUser",
  title: "No container names user 0",
  versions: [since(23, refuseRoot), since(35, unless(inUserNamespace, refuseRoot))],
};

const refuseEscalation: Version["check"] = (pod, report) => {
  eachContainer(pod, report, (container, context) => {
    const field = member(context, "allowPrivilegeEscalation");
    if (field.value === undefined) {
      report.require(field, "false", container);
    } else {
      report.restrict(field, (value) => value === false, "false", container);
    }
  });
};

export const allowPrivilegeEscalation: Control = {
  id: "allowPrivilegeEscalation",
  title: "Containers cannot gain more privileges than their parent",
  versions: [since(8, refuseEscalation), since(25, unless(onWindows, refuseEscalation))],
};

/** What a container runtime grants by default, without NET_RAW. */
const defaultCapabilities = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

const restrictAdded =
  (allowed: ReadonlySet<string>): Version["check"] =>
  (pod, report) => {
    eachContainer(pod, report, (container, context) => {
      const added = at(context, "capabilities", "add");
      if (isUnknown(added)) {
        report.undecide(added);
      }
      for (const capability of elements(added)) {
        // A null in a list of texts is an empty text to the API server, and so a capability like any other.
        const named = capability.value === undefined ? { ...capability, value: "" } : capability;
        report.restrict(named, oneOf(allowed), `one of ${[...allowed].join(", ")}`, container);
      }
    });
  };

export const capabilitiesBaseline: Control = {
  id: "capabilities_baseline",
  title: "Containers add no capability beyond the runtime's default",
  versions: [since(0, restrictAdded(defaultCapabilities))],
};

const restrictAddedToOne = restrictAdded(new Set(["NET_BIND_SERVICE"]));

const demandDropAll: Version["check"] = (pod, report) => {
  restrictAddedToOne(pod, report);
  eachContainer(pod, report, (container, context) => {
    const dropped = at(context, "capabilities", "drop");
    const all = elements(dropped);
    if (all.some(({ value }) => value === "ALL")) {
      return;
    }
    const unknown = [dropped, ...all].find(isUnknown);
    if (unknown !== undefined) {
      report.undecide(unknown);
    } else if (dropped.value === undefined) {
      report.require(dropped, 'a list with "ALL"', container);
    } else {
      report.forbid(dropped, 'a list with "ALL"', container);
    }
  });
};

export const capabilitiesRestricted: Control = {
  id: "capabilities_restricted",
  title: "Containers drop all capabilities and add at most NET_BIND_SERVICE",
  versions: [
    since(22, demandDropAll, ["capabilities_baseline"]),
    since(25, unless(onWindows, demandDropAll), ["capabilities_baseline"]),
  ],
};
