/** The classes that the systems name (SPEC 1.1.5, 1.2.7, 1.3.8). The systems name no priority class (SPEC G-64). */

/** An Ingress controller that the lab plays. */
export interface IngressClassArgs {
  readonly name: string;
  readonly controller: string;
}

/** A storage class that the lab has volumes for. */
export interface StorageClassArgs {
  readonly name: string;
  /** Immediate binds a claim at once, WaitForFirstConsumer when a pod that uses it is scheduled. */
  readonly binding: "Immediate" | "WaitForFirstConsumer";
  /** Which nodes reach a volume: those of its zone, as with a cloud's disks, or the one that holds it. */
  readonly reach: "zone" | "node";
  readonly expandable: boolean;
  /** Whether claims that name no class get this one. */
  readonly isDefault: boolean;
}

/** The Ingress classes of the lab. */
export const INGRESS_CLASSES: readonly IngressClassArgs[] = [
  { name: "nginx", controller: "k8s.io/ingress-nginx" },
  { name: "istio", controller: "istio.io/ingress-controller" },
];

/** The storage classes of the lab. */
export const STORAGE_CLASSES: readonly StorageClassArgs[] = [
  { name: "standard", binding: "Immediate", reach: "zone", expandable: true, isDefault: true },
  { name: "fast-ssd", binding: "WaitForFirstConsumer", reach: "zone", expandable: true, isDefault: false },
  { name: "local-path", binding: "WaitForFirstConsumer", reach: "node", expandable: false, isDefault: false },
];
