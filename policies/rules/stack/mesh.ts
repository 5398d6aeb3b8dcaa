/** a namespace of the mesh accepts nothing without mTLS. */
import type { Judged } from "../../judging/judged";
import { isSet, isUnknown } from "../../values/field";
import { rule, type StackRule } from "../rule";

/** Whether a namespace is part of the mesh, by sidecars or by ambient mode. */
export function inMesh(namespace: Judged): boolean {
  const labels = (key: string): unknown => namespace.at("metadata", "labels", key).value;
  return (
    labels("istio-injection") === "enabled" ||
    labels("istio.io/dataplane-mode") === "ambient" ||
    typeof labels("istio.io/rev") === "string"
  );
}

export const meshMtls: StackRule = {
  rule: rule({
    name: "mesh-mtls",
    number: "R-29",
    title: "Every namespace of the mesh has a PeerAuthentication that demands mTLS",
    severity: "critical",
    frameworks: { nsa: "Network separation and hardening: TLS", hipaa: "164.312(e)(1)" },
    tags: ["istio", "tls", "stack"],
    remedy: "Make a PeerAuthentication without selector and with mtls.mode STRICT in the namespace.",
  }),
  check: (stack, report) => {
    for (const namespace of stack.namespaces.filter(inMesh)) {
      const modes = stack
        .of("security.istio.io", "PeerAuthentication", namespace.subject.name)
        .filter((policy) => !isSet(policy.at("spec", "selector")))
        .map((policy) => policy.at("spec", "mtls", "mode"));
      if (modes.some(({ value }) => value === "STRICT")) {
        continue;
      }
      const field = namespace.at("metadata", "name");
      if (isUnknown(field) || modes.some(isUnknown)) {
        report.undecide(namespace, field);
      } else {
        report.forbid(namespace, field, "a namespace with a PeerAuthentication STRICT");
      }
    }
  },
};
