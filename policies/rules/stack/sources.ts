/** Which ConfigMaps and Secrets there will be, and what keys they will have. */
import type { Judged } from "../../judging/judged";
import { isNameless, namespaceOf, type Stack } from "../../judging/stack";
import { elements, isSet, isUnknown, member, members, text } from "../../values/field";

/** The keys of a ConfigMap or Secret; `any` where something outside of the program decides them. */
export type Keys = ReadonlySet<string> | "any";

/** All keys of the ConfigMap or Secret of that name: of the object itself, and of what makes or adds to it. */
export function keysOf(
  stack: Stack,
  kind: "ConfigMap" | "Secret",
  namespace: string,
  name: string,
): Keys | "missing" | "unknown" {
  const object = stack.find("", kind, namespace, name);
  const own =
    typeof object === "string" ? [] : [keysIn(object, ["data", kind === "Secret" ? "stringData" : "binaryData"])];
  const makers = kind === "Secret" ? makersIn(stack, namespace) : [];
  const sources = [...own, ...makers.filter((maker) => maker.name === name).map(({ keys }) => keys)];
  if (sources.length === 0) {
    return object === "unknown" || makers.some(({ unknown }) => unknown) ? "unknown" : "missing";
  }
  // What cannot be told apart may add to it.
  const open = sources.includes("any") || makers.some(({ unknown }) => unknown);
  return open ? "any" : new Set(sources.flatMap((keys) => (keys === "any" ? [] : [...keys])));
}

function keysIn(object: Judged, maps: readonly string[]): Keys {
  const fields = maps.map((map) => object.at(map));
  return fields.some(isUnknown) ? "any" : new Set(fields.flatMap((field) => members(field).map(({ key }) => key)));
}

interface Maker {
  readonly name: string | undefined;
  readonly keys: Keys;
  readonly unknown: boolean;
}

/** What makes Secrets in a namespace: External Secrets, cert-manager and CloudNativePG. */
function makersIn(stack: Stack, namespace: string): readonly Maker[] {
  return [
    ...stack.of("external-secrets.io", "ExternalSecret", namespace).map(externalSecret),
    ...stack.of("cert-manager.io", "Certificate", namespace).map(certificate),
    ...stack.of("postgresql.cnpg.io", "Cluster", namespace).flatMap(database),
  ];
}

function externalSecret(judged: Judged): Maker {
  const name = judged.at("spec", "target", "name");
  const data = judged.at("spec", "data");
  const open =
    isSet(judged.at("spec", "dataFrom")) || isSet(judged.at("spec", "target", "template")) || isUnknown(data);
  const keys = elements(data).map((entry) => member(entry, "secretKey"));
  return {
    name: text(name) ?? (isUnknown(name) ? undefined : judged.subject.name),
    unknown: isUnknown(name) || isNameless(judged),
    keys: open || keys.some(isUnknown) ? "any" : new Set(keys.map((key) => text(key) ?? "")),
  };
}

function certificate(judged: Judged): Maker {
  const name = judged.at("spec", "secretName");
  return {
    name: text(name),
    unknown: isUnknown(name),
    // Key stores may stand beside the three files.
    keys: isSet(judged.at("spec", "keystores")) ? "any" : new Set(["ca.crt", "tls.crt", "tls.key"]),
  };
}

function database(judged: Judged): readonly Maker[] {
  return ["app", "superuser", "ca", "server", "replication"].map((suffix) => ({
    name: `${judged.subject.name}-${suffix}`,
    unknown: isNameless(judged),
    keys: "any",
  }));
}

/** The name by which the setting `externalObjects` knows an object. */
export function externalName(kind: string, judged: Judged, name: string): string {
  return `${kind}/${namespaceOf(judged)}/${name}`;
}
