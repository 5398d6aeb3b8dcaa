/** PodSecurity: the AppArmor and seccomp profiles of pods and containers. */
import { at, isUnknown, member, members, type Field, type Value } from "../values/field";
import type { Container } from "../kubernetes/pods";
import { eachContainer, oneOf, onWindows, since, unless, type Control, type Report, type Version } from "./control";

const allowedType = oneOf(new Set(["RuntimeDefault", "Localhost"]));
const APPARMOR_PREFIX = "container.apparmor.security.beta.kubernetes.io/";

/** A profile that is there must state an allowed type; the type alone being absent is as bad as a wrong one. */
function restrictProfile(profile: Field, report: Report, container?: Container): void {
  const wanted = "RuntimeDefault or Localhost";
  const type = member(profile, "type");
  if (isUnknown(type)) {
    report.undecide(type);
  } else if (profile.value !== undefined && !allowedType(type.value)) {
    if (type.value === undefined) {
      report.require(type, wanted, container);
    } else {
      report.forbid(type, wanted, container);
    }
  }
}

export const appArmorProfile: Control = {
  id: "appArmorProfile",
  title: "AppArmor is not switched off",
  versions: [
    since(0, (pod, report) => {
      restrictProfile(at(pod.spec, "securityContext", "appArmorProfile"), report);
      eachContainer(pod, report, (container, context) => {
        restrictProfile(member(context, "appArmorProfile"), report, container);
      });
      const annotations = member(pod.metadata, "annotations");
      if (isUnknown(annotations)) {
        report.undecide(annotations);
      }
      for (const { key, field } of members(annotations)) {
        if (key.startsWith(APPARMOR_PREFIX)) {
          report.restrict(field, allowedAppArmorAnnotation, "runtime/default, localhost/… or unset");
        }
      }
    }),
  ],
};

function allowedAppArmorAnnotation(value: Value): boolean {
  return value === "" || value === "runtime/default" || (typeof value === "string" && value.startsWith("localhost/"));
}

const SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";

function allowedSeccompAnnotation(value: Value): boolean {
  const profile = typeof value === "string" ? value : "";
  return profile === "runtime/default" || profile === "docker/default" || profile.startsWith("localhost/");
}

export const seccompBaseline: Control = {
  id: "seccompProfile_baseline",
  title: "Seccomp is not switched off",
  versions: [
    since(0, (pod, report) => {
      const annotations = member(pod.metadata, "annotations");
      const wanted = "runtime/default, docker/default, localhost/… or unset";
      report.restrict(member(annotations, SECCOMP_POD), allowedSeccompAnnotation, wanted);
      eachContainer(pod, report, (container) => {
        const annotation = member(annotations, `${SECCOMP_CONTAINER}${container.name}`);
        report.restrict(annotation, allowedSeccompAnnotation, wanted, container);
      });
    }),
    since(19, (pod, report) => {
      restrictProfile(at(pod.spec, "securityContext", "seccompProfile"), report);
      eachContainer(pod, report, (container, context) => {
        restrictProfile(member(context, "seccompProfile"), report, container);
      });
    }),
  ],
};

/** Every container must end up with a profile: its own, or the pod's. */
const demandSeccomp: Version["check"] = (pod, report) => {
  const ofPod = at(pod.spec, "securityContext", "seccompProfile");
  restrictProfile(ofPod, report);
  eachContainer(pod, report, (container, context) => {
    const own = member(context, "seccompProfile");
    if (isUnknown(own)) {
      report.undecide(own);
    } else if (own.value !== undefined) {
      restrictProfile(own, report, container);
    } else if (ofPod.value === undefined) {
      report.require(member(ofPod, "type"), "RuntimeDefault or Localhost", container);
    }
  });
};

export const seccompRestricted: Control = {
  id: "seccompProfile_restricted",
  title: "Every container has a seccomp profile",
  versions: [
    since(19, demandSeccomp, ["seccompProfile_baseline"]),
    since(25, unless(onWindows, demandSeccomp), ["seccompProfile_baseline"]),
  ],
};
