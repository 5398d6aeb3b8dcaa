/** a route leads to a port of a Service that exists. */
import type { Judged } from "../../judging/judged";
import { namespaceOf, type Stack, type StackReport } from "../../judging/stack";
import { at, elements, isSet, isUnknown, member, text, type Field } from "../../values/field";
import { rule, type StackRule } from "../rule";

/** Where a route leads: a Service and one of its ports. */
interface Destination {
  readonly route: Judged;
  readonly namespace: string;
  readonly service: Field;
  /** Name of the Service, without its namespace. */
  readonly name: string;
  readonly port: Field;
}

function ofIngress(ingress: Judged): readonly Destination[] {
  const paths = elements(ingress.at("spec", "rules")).flatMap((entry) => elements(at(entry, "http", "paths")));
  return [ingress.at("spec", "defaultBackend"), ...paths.map((path) => member(path, "backend"))]
    .map((backend) => member(backend, "service"))
    .filter(isSet)
    .map((service) => {
      const number = at(service, "port", "number");
      return {
        route: ingress,
        namespace: namespaceOf(ingress),
        service: member(service, "name"),
        name: text(member(service, "name")) ?? "",
        port: isSet(number) ? number : at(service, "port", "name"),
      };
    });
}

function ofVirtualService(route: Judged): readonly Destination[] {
  return ["http", "tcp", "tls"]
    .flatMap((protocol) => elements(route.at("spec", protocol)))
    .flatMap((entry) => [
      // Nothing goes to a destination without weight, such as a canary's between two releases.
      ...elements(member(entry, "route"))
        .filter((one) => member(one, "weight").value !== 0)
        .map((one) => member(one, "destination")),
      member(entry, "mirror"),
    ])
    .filter(isSet)
    .flatMap((destination) => {
      const service = member(destination, "host");
      const place = inCluster(text(service) ?? "", namespaceOf(route));
      // Another host is a ServiceEntry's, or one of another cluster.
      return place === undefined && !isUnknown(service)
        ? []
        : [{ route, service, name: "", namespace: "", ...place, port: at(destination, "port", "number") }];
    });
}

/** Name and namespace of a Service by its host: `name`, `name.namespace.svc` and so on. */
function inCluster(host: string, own: string): { name: string; namespace: string } | undefined {
  const [name = "", namespace, svc] = host.split(".");
  if (namespace === undefined) {
    return { name, namespace: own };
  }
  return svc === "svc" ? { name, namespace } : undefined;
}

export const routeServices: StackRule = {
  rule: rule({
    name: "route-services",
    number: "X-24",
    title: "Every Ingress and VirtualService leads to a port of a Service of the stack",
    severity: "high",
    strictness: "outside-dev",
    tags: ["references", "network", "stack"],
    remedy:
      "Correct the Service or port; name a Service that is there without the program in the setting externalObjects.",
  }),
  check: (stack, report, { externalObjects }) => {
    const destinations = [
      ...stack.of("networking.k8s.io", "Ingress").flatMap(ofIngress),
      ...stack.of("networking.istio.io", "VirtualService").flatMap(ofVirtualService),
    ];
    for (const destination of destinations) {
      if (!externalObjects.includes(`Service/${destination.namespace}/${destination.name}`)) {
        judge(destination, stack, report);
      }
    }
  },
};

function judge({ route, service, name, namespace, port }: Destination, stack: Stack, report: StackReport): void {
  const found = isUnknown(service) ? "unknown" : stack.find("", "Service", namespace, name);
  if (found === "unknown") {
    report.undecide(route, service);
    return;
  }
  if (found === "missing") {
    report.forbid(route, service, `a Service of the stack in the namespace ${namespace}`);
    return;
  }
  const list = found.at("spec", "ports");
  const ports = elements(list).flatMap((entry) => [member(entry, "port"), member(entry, "name")]);
  if (!isSet(port) || ports.some(({ value }) => value === port.value)) {
    return;
  }
  if ([port, list, ...elements(list), ...ports].some(isUnknown)) {
    report.undecide(route, port);
  } else {
    report.forbid(route, port, `a port of Service ${name}`);
  }
}
