/** which user a container runs as is stated, not left to its image. */
import { eachContainer, onWindows, unless } from "../../controls/control";
import { at, member } from "../../values/field";
import { podRule, rule } from "../rule";

const demandUser = unless(onWindows, (pod, report) => {
  const ofPod = at(pod.spec, "securityContext", "runAsUser");
  eachContainer(pod, report, (container, context) => {
    const own = member(context, "runAsUser");
    report.demand(
      own.value === undefined && ofPod.value !== undefined ? ofPod : own,
      () => true,
      "the numeric user of the image, on the container or on the pod",
      container,
    );
  });
});

export const explicitUser = podRule(
  rule({
    name: "explicit-user",
    number: "R-05",
    title: "Every container states the user that it runs as",
    severity: "medium",
    frameworks: { cis: "5.2.7", nsa: "Kubernetes Pod security: non-root containers" },
    tags: ["hardening"],
    remedy: "Set securityContext.runAsUser on the pod to the numeric user of the image.",
  }),
  demandUser,
);
