/** containers listen on ports that need no privilege. */
import { elements, isUnknown, member } from "../../values/field";
import { podRule, rule } from "../rule";
import { eachLasting } from "./containers";

const LAST_PRIVILEGED = 1024;

export const unprivilegedPorts = podRule(
  rule({
    name: "unprivileged-ports",
    number: "R-15",
    title: "Containers listen above port 1024",
    severity: "medium",
    frameworks: { nsa: "Kubernetes Pod security: non-root containers" },
    tags: ["hardening"],
    remedy: "Have the program listen above port 1024; the Service may publish another port.",
  }),
  (pod, report) => {
    eachLasting(pod, report, (container) => {
      const ports = member(container.field, "ports");
      if (isUnknown(ports)) {
        report.undecide(ports);
      }
      for (const port of elements(ports)) {
        report.restrict(
          member(port, "containerPort"),
          (value) => typeof value === "number" && value > LAST_PRIVILEGED,
          "a port above 1024",
          container,
        );
      }
    });
  },
);
