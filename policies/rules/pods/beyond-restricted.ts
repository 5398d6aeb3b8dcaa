/** where the specification asks for more than the profile `restricted`. */
import { eachContainer, onWindows, unless } from "../../controls/control";
import { at, elements } from "../../values/field";
import { podRule, rule } from "../rule";

export const addedCapabilities = podRule(
  rule({
    name: "added-capabilities",
    number: "R-09",
    title: "Containers add no capability, NET_BIND_SERVICE included",
    severity: "medium",
    frameworks: { cis: "5.2.9", nsa: "Kubernetes Pod security" },
    tags: ["hardening"],
    remedy: "Remove capabilities.add; a program that listens above port 1024 needs none.",
  }),
  (pod, report) => {
    eachContainer(pod, report, (container, context) => {
      // Every other capability is refused by the profile already.
      for (const capability of elements(at(context, "capabilities", "add"))) {
        report.restrict(capability, (value) => value !== "NET_BIND_SERVICE", "no capability", container);
      }
    });
  },
);

export const podSeccompProfile = podRule(
  rule({
    name: "pod-seccomp-profile",
    number: "R-10",
    title: "The pod itself has a seccomp profile, which injected containers inherit",
    severity: "medium",
    frameworks: { cis: "5.7.2", nsa: "Kubernetes Pod security" },
    tags: ["hardening"],
    remedy: "Set securityContext.seccompProfile.type to RuntimeDefault on the pod.",
  }),
  // Whether the profile is a good one is the concern of the profile restricted.
  unless(onWindows, (pod, report) => {
    report.demand(at(pod.spec, "securityContext", "seccompProfile", "type"), () => true, "RuntimeDefault or Localhost");
  }),
);
