/** Who else is there: pods that the stack does not run, with the labels that their usual installations give them. */
import type { StackSettings } from "../../config/stack";
import type { Pod } from "./evaluator";
import type { Labels } from "./selector";

/** A pod outside the stack. */
export interface Neighbour extends Pick<Pod, "namespace" | "labels" | "ports"> {
  readonly name: string;
  readonly title: string;
  /** Labels of its namespace besides its name. Default: none. */
  readonly namespaceLabels?: Labels;
  /** What its namespace stands for. Default: itself. */
  readonly place?: string;
}

/** Where the neighbours are. */
export type Places = Pick<StackSettings, "gatewayNamespace" | "ingressNamespace" | "monitoringNamespace" | "dns">;

/** The neighbours of every stack (SPEC 0.4, 1.8). */
export function neighbours({ gatewayNamespace, ingressNamespace, monitoringNamespace, dns }: Places): Neighbour[] {
  const tcp = (name: string, number: number): Pod["ports"][number] => ({ name, number, protocol: "TCP" });
  return [
    {
      namespace: gatewayNamespace,
      name: "gateway",
      title: "mesh gateway",
      labels: { app: "istio-ingressgateway", istio: "ingressgateway" },
      ports: [tcp("http2", 8080), tcp("https", 8443)],
    },
    {
      namespace: "istio-system",
      name: "istiod",
      title: "istiod",
      labels: { app: "istiod", istio: "pilot" },
      ports: [tcp("https-dns", 15_012), tcp("https-webhook", 15_017)],
    },
    {
      namespace: ingressNamespace,
      name: "ingress-controller",
      title: "ingress controller",
      labels: { "app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller" },
      ports: [tcp("http", 80), tcp("https", 443)],
    },
    {
      namespace: monitoringNamespace,
      name: "prometheus",
      title: "Prometheus",
      labels: { "app.kubernetes.io/name": "prometheus" },
      ports: [tcp("http-web", 9090)],
    },
    {
      namespace: dns.namespace,
      name: "dns",
      title: "cluster DNS",
      labels: dns.podLabels,
      ports: [
        { name: "dns", number: 53, protocol: "UDP" },
        { name: "dns-tcp", number: 53, protocol: "TCP" },
      ],
    },
    {
      namespace: "bitvault-system",
      name: "keda-operator",
      title: "KEDA operator",
      labels: { app: "keda-operator" },
      ports: [tcp("http", 8080)],
    },
    {
      namespace: "mllp-client",
      name: "sender",
      title: "MLLP client",
      namespaceLabels: { "network-policy/mllp-client": "true" },
      place: "namespaces labelled network-policy/mllp-client=true",
      labels: { app: "sender" },
      ports: [],
    },
    {
      namespace: "elsewhere",
      name: "stranger",
      title: "stranger",
      place: "any other namespace",
      labels: { app: "stranger" },
      ports: [tcp("http", 8080)],
    },
  ];
}
