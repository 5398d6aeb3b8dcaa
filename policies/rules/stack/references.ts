/** what a pod refers to is there, with the keys that it asks for. */
import type { Judged } from "../../judging/judged";
import { namespaceOf, type Stack, type StackReport } from "../../judging/stack";
import type { Pod } from "../../kubernetes/pods";
import { at, elements, isUnknown, member, text, type Field } from "../../values/field";
import { rule, type StackRule } from "../rule";
import { externalName, keysOf } from "./sources";

/** A reference to a ConfigMap or Secret, and to some of its keys. */
interface Reference {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: Field;
  readonly keys: readonly Field[];
  readonly optional: boolean;
  readonly container?: string;
}

function reference(
  kind: Reference["kind"],
  source: Field,
  key: "name" | "secretName",
  keys: readonly Field[],
): Reference[] {
  return source.value === undefined
    ? []
    : [{ kind, name: member(source, key), keys, optional: member(source, "optional").value === true }];
}

function ofContainers(pod: Pod): readonly Reference[] {
  return pod.containers.flatMap((container) => {
    const env = elements(member(container.field, "env")).flatMap((variable) => {
      const from = member(variable, "valueFrom");
      const configMap = member(from, "configMapKeyRef");
      const secret = member(from, "secretKeyRef");
      return [
        ...reference("ConfigMap", configMap, "name", [member(configMap, "key")]),
        ...reference("Secret", secret, "name", [member(secret, "key")]),
      ];
    });
    const envFrom = elements(member(container.field, "envFrom")).flatMap((from) => [
      ...reference("ConfigMap", member(from, "configMapRef"), "name", []),
      ...reference("Secret", member(from, "secretRef"), "name", []),
    ]);
    return [...env, ...envFrom].map((one) => ({ ...one, container: container.name }));
  });
}

const itemKeys = (source: Field): readonly Field[] =>
  elements(member(source, "items")).map((item) => member(item, "key"));

function ofVolumes(pod: Pod): readonly Reference[] {
  return elements(member(pod.spec, "volumes")).flatMap((volume) => {
    const configMap = member(volume, "configMap");
    const secret = member(volume, "secret");
    const projected = elements(at(volume, "projected", "sources")).flatMap((source) => [
      ...reference("ConfigMap", member(source, "configMap"), "name", itemKeys(member(source, "configMap"))),
      ...reference("Secret", member(source, "secret"), "name", itemKeys(member(source, "secret"))),
    ]);
    return [
      ...reference("ConfigMap", configMap, "name", itemKeys(configMap)),
      ...reference("Secret", secret, "secretName", itemKeys(secret)),
      ...projected,
    ];
  });
}

export const configReferences: StackRule = {
  rule: rule({
    name: "config-references",
    number: "X-21",
    title: "Every ConfigMap and Secret that a pod refers to exists, with the keys that it asks for",
    severity: "high",
    strictness: "outside-dev",
    tags: ["references", "stack"],
    remedy: "Correct the name or the key; name what is there without the program in the setting externalObjects.",
  }),
  check: (stack, report, { externalObjects }) => {
    for (const { judged, pod } of stack.workloads) {
      for (const one of pod === undefined ? [] : [...ofContainers(pod), ...ofVolumes(pod)]) {
        judgeReference(one, judged, stack, report, externalObjects);
      }
    }
  },
};

function judgeReference(
  { kind, name, keys, optional, container }: Reference,
  judged: Judged,
  stack: Stack,
  report: StackReport,
  external: readonly string[],
): void {
  const given = text(name);
  if (isUnknown(name)) {
    report.undecide(judged, name);
    return;
  }
  if (given === undefined || external.includes(externalName(kind, judged, given))) {
    return;
  }
  const known = keysOf(stack, kind, namespaceOf(judged), given);
  if (known === "unknown") {
    report.undecide(judged, name);
  } else if (known === "missing") {
    if (!optional) {
      report.forbid(judged, name, `a ${kind} of the stack in this namespace`, container);
    }
  } else if (known !== "any" && !optional) {
    for (const key of keys) {
      if (isUnknown(key)) {
        report.undecide(judged, key);
      } else if (!known.has(text(key) ?? "")) {
        report.forbid(judged, key, `a key of ${kind} ${given}: ${[...known].join(", ")}`, container);
      }
    }
  }
}

export const podReferences: StackRule = {
  rule: rule({
    name: "pod-references",
    number: "X-22",
    title: "Every service account and claim that a pod names exists",
    severity: "high",
    strictness: "outside-dev",
    tags: ["references", "stack"],
    remedy: "Correct the name; name what is there without the program in the setting externalObjects.",
  }),
  check: (stack, report, { externalObjects }) => {
    const demand = (kind: string, judged: Judged, name: Field): void => {
      const given = text(name);
      if (isUnknown(name)) {
        report.undecide(judged, name);
      } else if (
        given !== undefined &&
        given !== "default" &&
        !externalObjects.includes(externalName(kind, judged, given))
      ) {
        const found = stack.find("", kind, namespaceOf(judged), given);
        if (found === "unknown") {
          report.undecide(judged, name);
        } else if (found === "missing") {
          report.forbid(judged, name, `a ${kind} of the stack in this namespace`);
        }
      }
    };
    for (const { judged, pod } of stack.workloads) {
      if (pod !== undefined) {
        demand("ServiceAccount", judged, member(pod.spec, "serviceAccountName"));
        for (const volume of elements(member(pod.spec, "volumes"))) {
          demand("PersistentVolumeClaim", judged, at(volume, "persistentVolumeClaim", "claimName"));
        }
      }
    }
  },
};
