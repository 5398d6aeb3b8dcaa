import { dns, sidecar, type ExpectedFlows } from "../expected-flows";

/** SPEC 1.8: the app behind the gateway, its database, and HTTPS to the public internet (C-15, C-17, G-03, R-22). */
export const expectedFlows: ExpectedFlows = (environment) => {
  const [app, database] = [`healthcare-${environment}/healthcare-app`, `healthcare-${environment}/postgres`];
  return [
    { from: "istio-system/*", to: app, ports: ["TCP 4000"] },
    { from: "monitoring/*", to: app, ports: ["TCP 4000"] },
    { from: app, to: database, ports: ["TCP 5432"] },
    { from: app, to: "internet", ports: ["TCP 443"] },
    ...[app, database].flatMap((workload) => [dns(workload), ...sidecar(workload)]),
  ];
};
