/** The pods that a rendered stack's objects make. */
import * as z from "zod";
import type { Registration } from "../registration";
import type { Pod } from "./evaluator";
import { PROTOCOLS } from "./port-set";

/** What one object makes: pods that policies cannot tell apart. */
export interface Workload extends Pick<Pod, "namespace" | "labels" | "ports"> {
  readonly name: string;
  readonly kind: string;
}

const containerSchema = z.object({
  ports: z
    .array(
      z.object({ name: z.string().optional(), containerPort: z.int(), protocol: z.enum(PROTOCOLS).default("TCP") }),
    )
    .default([]),
});
const templateSchema = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }).default({ labels: {} }),
  spec: z.object({
    containers: z.array(containerSchema),
    initContainers: z.array(containerSchema).default([]),
  }),
});
const metadataSchema = z.object({ name: z.string(), namespace: z.string() });
const templated = z.object({ metadata: metadataSchema, spec: z.object({ template: templateSchema }) });
const scheduled = z.object({
  metadata: metadataSchema,
  spec: z.object({ jobTemplate: z.object({ spec: z.object({ template: templateSchema }) }) }),
});
const operated = z.object({ metadata: metadataSchema });

/** The ports of a CloudNativePG instance: the database, its manager, its exporter. */
const databasePorts = [
  { name: "postgresql", number: 5432, protocol: "TCP" },
  { name: "status", number: 8000, protocol: "TCP" },
  { name: "metrics", number: 9187, protocol: "TCP" },
] as const;

/** Per type of object, the pods that it makes. */
const readers: Readonly<Record<string, (inputs: unknown) => Omit<Workload, "kind">>> = {
  "kubernetes:apps/v1:Deployment": fromTemplate,
  "kubernetes:apps/v1:StatefulSet": fromTemplate,
  "kubernetes:apps/v1:DaemonSet": fromTemplate,
  "kubernetes:batch/v1:Job": fromTemplate,
  "kubernetes:batch/v1:CronJob": (inputs) => {
    const { metadata, spec } = scheduled.parse(inputs);
    return workload(metadata, spec.jobTemplate.spec.template);
  },
  // An operator makes these pods; the label is its own (CloudNativePG, Labels and Annotations).
  "kubernetes:postgresql.cnpg.io/v1:Cluster": (inputs) => {
    const { name, namespace } = operated.parse(inputs).metadata;
    return {
      name,
      namespace,
      labels: { "cnpg.io/cluster": name, "cnpg.io/podRole": "instance" },
      ports: databasePorts,
    };
  },
};

/** The workloads of a stack, in the order of their registrations. */
export function workloadsOf(registrations: readonly Registration[]): Workload[] {
  return registrations.flatMap(({ type, read, inputs }) => {
    const reader = read ? undefined : readers[type];
    return reader === undefined ? [] : [{ ...reader(inputs), kind: type.split(":").at(-1) ?? type }];
  });
}

function fromTemplate(inputs: unknown): Omit<Workload, "kind"> {
  const { metadata, spec } = templated.parse(inputs);
  return workload(metadata, spec.template);
}

function workload(
  { name, namespace }: z.output<typeof metadataSchema>,
  { metadata, spec }: z.output<typeof templateSchema>,
): Omit<Workload, "kind"> {
  const ports = [...spec.containers, ...spec.initContainers].flatMap((container) => container.ports);
  return {
    name,
    namespace,
    labels: metadata.labels,
    ports: ports.map((port) => ({ name: port.name, number: port.containerPort, protocol: port.protocol })),
  };
}
