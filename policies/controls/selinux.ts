/** PodSecurity baseline: SELinux options. */
import { at, member, type Field } from "../values/field";
import type { Container } from "../kubernetes/pods";
import { eachContainer, oneOf, since, type Control, type Report, type Version } from "./control";

const seLinuxTypes = new Set<string>(["", "container_t", "container_init_t", "container_kvm_t"]);
const seLinuxTypesSince31 = new Set<string>([...seLinuxTypes, "container_engine_t"]);

function seLinux(types: ReadonlySet<string>): Version["check"] {
  const wanted = `unset or one of ${[...types].filter((type) => type !== "").join(", ")}`;
  const restrict = (options: Field, report: Report, container?: Container): void => {
    report.restrict(member(options, "type"), oneOf(types), wanted, container);
    report.restrict(member(options, "user"), (value) => value === "", "unset", container);
    report.restrict(member(options, "role"), (value) => value === "", "unset", container);
  };
  return (pod, report) => {
    restrict(at(pod.spec, "securityContext", "seLinuxOptions"), report);
    eachContainer(pod, report, (container, context) => {
      restrict(member(context, "seLinuxOptions"), report, container);
    });
  };
}

export const seLinuxOptions: Control = {
  id: "seLinuxOptions",
  title: "SELinux keeps its container types, and no user or role is set",
  versions: [since(0, seLinux(seLinuxTypes)), since(31, seLinux(seLinuxTypesSince31))],
};
