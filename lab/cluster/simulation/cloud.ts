/** What a cloud's controllers do and simulated nodes leave out: volumes that are free again, addresses for traffic. */
import { INGRESS_CLASSES } from "../objects/classes";
import { POOL_LABEL } from "../objects/volumes";
import { absent, holds, isOneOf, stage, type KwokDocument } from "./documents";

/** The address of every Ingress: one of the block for documentation (RFC 5737), so that nobody takes it for reachable. */
const INGRESS_ADDRESS = "192.0.2.10";

/** A volume of the lab's pool whose claim was deleted is wiped and free again. */
const recycle = stage({
  name: "persistent-volume-recycle",
  resource: { kind: "PersistentVolume" },
  labels: { [POOL_LABEL]: "true" },
  requirements: [absent(".metadata.deletionTimestamp"), isOneOf(".status.phase", "Released", "Failed")],
  next: { patches: [{ root: "spec", type: "merge", template: "claimRef: null" }] },
});

/** A bound claim has the size that it asked for, also after it asked for more; the pool's volumes are larger. */
const resize = stage({
  name: "persistent-volume-claim-size",
  resource: { kind: "PersistentVolumeClaim" },
  requirements: [
    absent(".metadata.deletionTimestamp"),
    isOneOf(".status.phase", "Bound"),
    holds(".status.capacity.storage != .spec.resources.requests.storage"),
  ],
  next: {
    patches: [
      {
        subresource: "status",
        root: "status",
        type: "merge",
        template: "capacity:\n  storage: {{ .spec.resources.requests.storage | Quote }}",
      },
    ],
  },
});

const ingressAddress = stage({
  name: "ingress-address",
  resource: { apiGroup: "networking.k8s.io/v1", kind: "Ingress" },
  requirements: [
    absent(".metadata.deletionTimestamp"),
    isOneOf(
      '.spec.ingressClassName // (.metadata.annotations // {})["kubernetes.io/ingress.class"]',
      ...INGRESS_CLASSES.map(({ name }) => name),
    ),
    absent(".status.loadBalancer.ingress"),
  ],
  next: {
    patches: [
      {
        subresource: "status",
        root: "status",
        type: "merge",
        template: `loadBalancer:\n  ingress:\n  - ip: ${INGRESS_ADDRESS}`,
      },
    ],
  },
});

/** A Service of type LoadBalancer gets an address of RFC 5737's second block, the last number taken from its cluster IP. */
const loadBalancerAddress = stage({
  name: "service-address",
  resource: { kind: "Service" },
  requirements: [
    absent(".metadata.deletionTimestamp"),
    isOneOf(".spec.type", "LoadBalancer"),
    absent(".status.loadBalancer.ingress"),
  ],
  next: {
    patches: [
      {
        subresource: "status",
        root: "status",
        type: "merge",
        template: 'loadBalancer:\n  ingress:\n  - ip: 198.51.100.{{ splitList "." .spec.clusterIP | last }}',
      },
    ],
  },
});

/** The stages of volumes, claims, Ingresses and Services. */
export const cloudStages: readonly KwokDocument[] = [recycle, resize, ingressAddress, loadBalancerAddress];
