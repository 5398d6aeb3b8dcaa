import type * as Rendering from "../../render/render";
import type { Registration } from "../../render/registration";
import { systemOf } from "../systems";

/** Names of systems by what they need. */
export type NeededBy = ReadonlyMap<string, readonly string[]>;

/** What a stack needs of its cluster, and which of its systems need it. */
export interface Needs {
  /** `apps/v1 Deployment`, of every object. */
  readonly kinds: NeededBy;
  readonly storageClasses: NeededBy;
  readonly ingressClasses: NeededBy;
  readonly priorityClasses: NeededBy;
  /** Namespaces that the stack names and does not make: where operators live. */
  readonly namespaces: NeededBy;
  /** `key=value` of nodes that pods ask for. */
  readonly nodeLabels: NeededBy;
  /** Labels of the mesh gateway's pods, as `istio=ingressgateway`. */
  readonly gateways: NeededBy;
  /** `cpu and memory` and `custom`: what autoscalers measure. */
  readonly metrics: NeededBy;
  /** Where each kind is written, as `apps/v1 Deployment healthcare-dev`; without a namespace for the cluster's own. */
  readonly places: readonly string[];
}

/**
 * What the program of a stack would make, read for what it takes for granted.
 * @throws ConfigurationError and StackFileError
 */
export async function needsOf(root: string, stack: string): Promise<Needs> {
  const { isObject, registrationsOf } = rendering();
  const objects = (await registrationsOf(root, stack)).filter(isObject);
  const found = new Found();
  for (const { urn, type, inputs } of objects) found.read(systemOf(urn) ?? "all", type, inputs);
  return found.needs();
}

/** The program and the SDK take a second to load, and of many commands only this one evaluates them. */
function rendering(): typeof Rendering {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() finds no TypeScript beside CommonJS
  return require("../../render/render") as typeof Rendering;
}

type Fields = Readonly<Record<string, unknown>>;

class Found {
  private readonly maps = {
    kinds: new Map<string, Set<string>>(),
    storageClasses: new Map<string, Set<string>>(),
    ingressClasses: new Map<string, Set<string>>(),
    priorityClasses: new Map<string, Set<string>>(),
    namespaces: new Map<string, Set<string>>(),
    nodeLabels: new Map<string, Set<string>>(),
    gateways: new Map<string, Set<string>>(),
    metrics: new Map<string, Set<string>>(),
  };
  private readonly made = new Set<string>();
  private readonly places = new Set<string>();

  read(system: string, type: Registration["type"], object: Fields): void {
    const { apiVersion, kind } = object;
    if (typeof apiVersion !== "string" || typeof kind !== "string") return;
    const metadata = fields(object["metadata"]);
    const { name, namespace } = metadata;
    if (kind === "Namespace" && !type.endsWith("Patch")) this.made.add(String(name));
    if (typeof namespace === "string") this.add("namespaces", namespace, system);
    this.add("kinds", `${apiVersion} ${kind}`, system);
    this.places.add([apiVersion, kind, ...(typeof namespace === "string" ? [namespace] : [])].join(" "));
    walk(object, (key, value) => {
      if (key === "storageClassName" || key === "storageClass") this.addText("storageClasses", value, system);
      if (key === "ingressClassName") this.addText("ingressClasses", value, system);
      if (key === "priorityClassName") this.addText("priorityClasses", value, system);
      if (key === "nodeSelector") {
        for (const [label, wanted] of Object.entries(fields(value)))
          this.add("nodeLabels", `${label}=${String(wanted)}`, system);
      }
    });
    if (kind === "Gateway") {
      const labels = Object.entries(fields(fields(object["spec"])["selector"]));
      this.add("gateways", labels.map(([label, value]) => `${label}=${String(value)}`).join(","), system);
    }
    if (kind === "HorizontalPodAutoscaler") this.readMetrics(system, fields(object["spec"])["metrics"]);
  }

  private readMetrics(system: string, metrics: unknown): void {
    for (const metric of Array.isArray(metrics) ? metrics : []) {
      this.add("metrics", fields(metric)["type"] === "Resource" ? "cpu and memory" : "custom", system);
    }
  }

  needs(): Needs {
    for (const name of this.made) this.maps.namespaces.delete(name);
    const sorted = (map: Map<string, Set<string>>): NeededBy =>
      new Map([...map].sort().map(([key, systems]) => [key, [...systems].sort()]));
    const { kinds, storageClasses, ingressClasses, priorityClasses, namespaces, nodeLabels, gateways, metrics } =
      this.maps;
    return {
      kinds: sorted(kinds),
      storageClasses: sorted(storageClasses),
      ingressClasses: sorted(ingressClasses),
      priorityClasses: sorted(priorityClasses),
      namespaces: sorted(namespaces),
      nodeLabels: sorted(nodeLabels),
      gateways: sorted(gateways),
      metrics: sorted(metrics),
      places: [...this.places].sort(),
    };
  }

  private addText(map: keyof Found["maps"], value: unknown, system: string): void {
    if (typeof value === "string" && value !== "") this.add(map, value, system);
  }

  private add(map: keyof Found["maps"], key: string, system: string): void {
    const systems = this.maps[map].get(key) ?? new Set<string>();
    this.maps[map].set(key, systems.add(system));
  }
}

function walk(value: unknown, visit: (key: string, value: unknown) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    visit(key, inner);
    walk(inner, visit);
  }
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
