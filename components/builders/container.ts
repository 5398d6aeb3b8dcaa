import { parseImageReference } from "../../config/primitives/image";
import {
  parseDataKey,
  parseDnsLabel,
  parseDnsSubdomain,
  parseEnvironmentVariable,
} from "../../config/primitives/names";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { ContainerBase, EnvironmentSource, PodSettings } from "./pod-settings";
import { resourceFields, type ResourceFields } from "./resources";
import { volumeMounts, type MountFields } from "./volumes";

/** A variable as the API takes it. */
export interface VariableFields {
  name: string;
  value?: string;
  valueFrom?:
    | { fieldRef: { fieldPath: string } }
    | { configMapKeyRef: { name: string; key: string } }
    | { secretKeyRef: { name: string; key: string } };
}

/** A source of variables as the API takes it. */
export type VariableSourceFields = { configMapRef: { name: string } } | { secretRef: { name: string } };

/** The parts that init containers and main containers have in common, as the API takes them. */
export interface ContainerFields {
  name: string;
  image: string;
  imagePullPolicy?: string;
  command?: string[];
  args?: string[];
  env?: VariableFields[];
  envFrom?: VariableSourceFields[];
  resources: ResourceFields;
  volumeMounts?: MountFields[];
  securityContext: ContainerSecurityContext;
}

/** PodSecurity `restricted` at the level of a container, and a read-only root. */
export interface ContainerSecurityContext {
  allowPrivilegeEscalation: false;
  readOnlyRootFilesystem: boolean;
  capabilities: { drop: ["ALL"] };
  runAsUser?: number;
}

/** A ConfigMap or Secret whose keys all reach the container as variables. */
export interface Injection {
  readonly kind: "configMap" | "secret";
  readonly name: string;
  readonly keys: readonly string[];
  /** "all": envFrom; "keys": one variable per key. */
  readonly inject: "all" | "keys";
}

/**
 * A hardened container without ports, probes and hooks.
 * @throws ArgumentError naming the field that is refused; variables that two sources define are refused too.
 */
export function containerFields(
  path: string,
  container: ContainerBase,
  volumes: NonNullable<PodSettings["volumes"]>,
  injections: readonly Injection[] = [],
): ContainerFields {
  const { name, image, imagePullPolicy, command, args, mounts = {}, resources } = container;
  at(`${path}.image`, () => parseImageReference(image));
  const env = variables(path, container.env ?? {}, injections);
  const envFrom = injections.filter(({ inject }) => inject === "all").map(sourceOf);
  const mountFields = volumeMounts(path, mounts, volumes);
  return {
    name: at(`${path}.name`, () => parseDnsLabel(name)),
    image,
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    ...(command === undefined ? {} : { command: [...command] }),
    ...(args === undefined ? {} : { args: [...args] }),
    ...(env.length === 0 ? {} : { env }),
    ...(envFrom.length === 0 ? {} : { envFrom }),
    resources: resourceFields(`${path}.resources`, resources),
    ...(mountFields.length === 0 ? {} : { volumeMounts: mountFields }),
    securityContext: securityContext(path, container),
  };
}

/** Ids of the exemptions that a container's settings name. */
export function containerExemptions({ writableRootFilesystem, resources }: ContainerBase): string[] {
  const { cpu } = resources.limits;
  return [
    ...(writableRootFilesystem === undefined ? [] : [writableRootFilesystem.exemption]),
    ...(typeof cpu === "string" ? [] : [cpu.exemption]),
  ];
}

function securityContext(path: string, { runAsUser, writableRootFilesystem }: ContainerBase): ContainerSecurityContext {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: writableRootFilesystem === undefined,
    capabilities: { drop: ["ALL"] },
    ...(runAsUser === undefined ? {} : { runAsUser: wholeNumber(`${path}.runAsUser`, runAsUser, 1) }),
  };
}

function variables(
  path: string,
  own: Readonly<Record<string, EnvironmentSource>>,
  injections: readonly Injection[],
): VariableFields[] {
  const origin = new Map<string, string>();
  for (const [name, from] of [
    ...Object.keys(own).map((name) => [name, `${path}.env`] as const),
    ...injections.flatMap(({ kind, name, keys }) => keys.map((key) => [key, `${kind} ${name}`] as const)),
  ]) {
    at(`${from}.${name}`, () => parseEnvironmentVariable(name));
    const other = origin.get(name);
    if (other !== undefined) {
      throw new ArgumentError(
        `${from}.${name}`,
        `a second definition beside ${other}`,
        "one",
        "define it in one place",
      );
    }
    origin.set(name, from);
  }
  return [
    ...Object.entries(own).map(([name, source]) => variable(path, name, source)),
    ...injections
      .filter(({ inject }) => inject === "keys")
      .flatMap(({ kind, name, keys }) => keys.map((key) => ({ name: key, valueFrom: keyReference(kind, name, key) }))),
  ];
}

function variable(path: string, name: string, source: EnvironmentSource): VariableFields {
  if (typeof source === "string") return { name, value: source };
  if ("field" in source) return { name, valueFrom: { fieldRef: { fieldPath: source.field } } };
  const secret = at(`${path}.env.${name}.secret`, () => parseDnsSubdomain(source.secret));
  return {
    name,
    valueFrom: keyReference(
      "secret",
      secret,
      at(`${path}.env.${name}.key`, () => parseDataKey(source.key)),
    ),
  };
}

function keyReference(kind: Injection["kind"], name: string, key: string): NonNullable<VariableFields["valueFrom"]> {
  return kind === "configMap" ? { configMapKeyRef: { name, key } } : { secretKeyRef: { name, key } };
}

function sourceOf({ kind, name }: Injection): VariableSourceFields {
  return kind === "configMap" ? { configMapRef: { name } } : { secretRef: { name } };
}
