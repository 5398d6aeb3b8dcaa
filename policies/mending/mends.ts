/**
 * Which rules can be mended without the decision of a person, and how.
 *
 * A mend takes from an object no more than what Kubernetes gives to every object that does not say otherwise, whether
 * that default is left out or written down. What a program asks for beyond it (an added capability, a privileged
 * container, a namespace of the node) it may need: that is refused, and a person decides.
 */
import { containerLists } from "../kubernetes/pods";
import { namespaceLabels } from "../rules/namespaces/pod-security-labels";
import { changeAt } from "../values/change";
import { at, elements, isMap, isSet, member, root, UNKNOWN, type Value } from "../values/field";
import { mendContainers, mendPod, put, type Mend, type PodMend } from "./mend";

/**
 * The API server takes no `false` beside `privileged` or `CAP_SYS_ADMIN` (validation of SecurityContext in
 * Kubernetes 1.35), so such a container stays as it is.
 */
const withoutEscalation = mendContainers((container, partial) => {
  const context = member(root(container), "securityContext");
  const contradicted =
    member(context, "privileged").value === true ||
    elements(at(context, "capabilities", "add")).some(({ value }) => value === "CAP_SYS_ADMIN");
  return contradicted
    ? container
    : changeAt(container, ["securityContext", "allowPrivilegeEscalation"], put(false, is(false), partial));
});

/** Added capabilities stay: a program that names one needs it. */
const withoutCapabilities = mendContainers((container, partial) =>
  changeAt(
    container,
    ["securityContext", "capabilities", "drop"],
    put(["ALL"], (drop) => !Array.isArray(drop) || drop.includes("ALL") || drop.includes(UNKNOWN), partial),
  ),
);

const runtimeDefault = { type: "RuntimeDefault" };
const PROFILE = ["securityContext", "seccompProfile"];

/** A pod gets a profile where a container would otherwise have none; a profile that is none is replaced. */
const withSeccomp: PodMend = (spec, partial) => {
  const inherited = containerLists
    .flatMap((list) => elements(member(root(spec), list)))
    .some((container) => !isSet(at(container, ...PROFILE)));
  const ofPod = changeAt(spec, PROFILE, put(runtimeDefault, isProfile, partial || !inherited));
  return withOwnSeccomp(ofPod, partial);
};

const withOwnSeccomp = mendContainers((container) =>
  changeAt(container, PROFILE, put(runtimeDefault, isProfile, true)),
);

/** The profile of the pod itself, which injected containers inherit. */
const withPodSeccomp: PodMend = (spec, partial) => changeAt(spec, PROFILE, put(runtimeDefault, isProfile, partial));

/** Whether a value may stay as a seccomp profile. One that names a file, whatever its type, was somebody's decision. */
function isProfile(profile: Value): boolean {
  if (!isMap(profile)) {
    return true;
  }
  const type = member(root(profile), "type").value;
  return (
    type === UNKNOWN ||
    type === "RuntimeDefault" ||
    type === "Localhost" ||
    isSet(member(root(profile), "localhostProfile"))
  );
}

/** The API server then refuses what the pack refuses anyway; pods that run already keep running. */
const withLabels: Mend = (object, { patch }) =>
  Object.entries(namespaceLabels).reduce<Value>(
    (namespace, [label, wanted]) => changeAt(namespace, ["metadata", "labels", label], put(wanted, is(wanted), patch)),
    object,
  );

function is(wanted: Value): (value: Value) => boolean {
  return (value) => value === wanted;
}

/** The mends, by the name of the rule. */
export const mends: ReadonlyMap<string, Mend> = new Map([
  ["privilege-escalation", mendPod(withoutEscalation)],
  ["capabilities", mendPod(withoutCapabilities)],
  ["seccomp-profile", mendPod(withSeccomp)],
  ["pod-seccomp-profile", mendPod(withPodSeccomp)],
  ["namespace-pod-security", withLabels],
]);
