/** the token of a service account is mounted only where it opens something. */
import type { Judged } from "../../judging/judged";
import { namespaceOf, type Stack, type Workload } from "../../judging/stack";
import { at, elements, isSet, isUnknown, member, text, type Field } from "../../values/field";
import { rule, type StackRule } from "../rule";

const RBAC = "rbac.authorization.k8s.io";

/** Whether a binding of the stack gives the account something; `undefined` if that is not known yet. */
function isBound(stack: Stack, namespace: string, account: string): boolean | undefined {
  const subjects = [...stack.of(RBAC, "RoleBinding"), ...stack.of(RBAC, "ClusterRoleBinding")].flatMap((binding) => {
    const list = binding.at("subjects");
    return isUnknown(list) ? [list] : elements(list).map((subject) => subject);
  });
  const bound = subjects.some(
    (subject) =>
      member(subject, "kind").value === "ServiceAccount" &&
      member(subject, "name").value === account &&
      (member(subject, "namespace").value ?? namespace) === namespace,
  );
  const unknown = subjects.some((subject) =>
    [subject, member(subject, "name"), member(subject, "namespace")].some(isUnknown),
  );
  return bound ? true : unknown ? undefined : false;
}

/** The fields that mount a token for the API server: besides the usual one, projected volumes without another audience. */
function mounts(workload: Workload, stack: Stack): readonly Field[] {
  const usual = decisive(workload, stack);
  const sources = elements(member(workload.pod?.spec ?? { path: "", value: undefined }, "volumes"))
    .flatMap((volume) => elements(at(volume, "projected", "sources")))
    .map((source) => member(source, "serviceAccountToken"));
  const projected = sources.filter((token) => isSet(token) && !isSet(member(token, "audience")));
  return [...(usual === undefined || usual.value === false ? [] : [usual]), ...projected];
}

/** The field that decides whether the token is mounted: the pod's own, else that of its service account. */
function decisive({ judged, pod }: Workload, stack: Stack): Field | undefined {
  if (pod === undefined) {
    return undefined;
  }
  const own = member(pod.spec, "automountServiceAccountToken");
  const account = accountOf(stack, judged, text(member(pod.spec, "serviceAccountName")) ?? "default");
  return own.value === undefined && account?.at("automountServiceAccountToken").value === false ? undefined : own;
}

function accountOf(stack: Stack, judged: Judged, name: string): Judged | undefined {
  const found = stack.find("", "ServiceAccount", namespaceOf(judged), name);
  return typeof found === "string" ? undefined : found;
}

export const tokenMounts: StackRule = {
  rule: rule({
    name: "token-mounts",
    number: "R-16",
    title: "Service account tokens are mounted only where an API permission exists",
    severity: "medium",
    strictness: "outside-dev",
    frameworks: { cis: "5.1.6", nsa: "Authentication and authorization: service accounts", hipaa: "164.312(a)(1)" },
    tags: ["identity", "stack"],
    remedy: "Set automountServiceAccountToken to false in the pod, or bind a Role to its service account.",
  }),
  check: (stack, report) => {
    for (const workload of stack.workloads) {
      const account = member(workload.pod?.spec ?? { path: "", value: undefined }, "serviceAccountName");
      for (const field of mounts(workload, stack)) {
        const bound = isUnknown(account) ? undefined : isBound(stack, workload.namespace, text(account) ?? "default");
        if (isUnknown(field)) {
          report.undecide(workload.judged, field);
        } else if (bound === undefined) {
          report.undecide(workload.judged, account);
        } else if (!bound) {
          report.forbid(
            workload.judged,
            field,
            field.path.endsWith("automountServiceAccountToken") ? "false" : "unset",
          );
        }
      }
    }
  },
};
