import { dns, type ExpectedFlow, type ExpectedFlows } from "../expected-flows";

/** SPEC 1.5.4 and 1.8; blocks and the place of NATS are those of sufficient.ts. */
export const expectedFlows: ExpectedFlows = (environment) => {
  const namespace = `bitvault-${environment === "preview" ? "preview-pr-7" : environment}`;
  const [daemon, worker, web] = ["bitvaultd", "bitvault-worker", "bitvault-web"].map(
    (name) => `${namespace}/${name}`,
  ) as [string, string, string];
  return [
    ...[daemon, worker, web].flatMap((workload): ExpectedFlow[] => [
      dns(workload),
      { from: "monitoring/*", to: workload, ports: ["TCP 8081"] },
    ]),
    { from: "ingress-nginx/*", to: daemon, ports: ["TCP 8080", "TCP 9090"] },
    { from: "ingress-nginx/*", to: web, ports: ["TCP 3000"] },
    { from: web, to: daemon, ports: ["TCP 8080", "TCP 9090"] },
    ...[daemon, worker].flatMap((workload): ExpectedFlow[] => [
      { from: workload, to: "10.40.0.0/24", ports: ["TCP 5432"] },
      { from: workload, to: "10.40.1.0/24", ports: ["TCP 6379"] },
      { from: workload, to: "messaging/app=nats", ports: ["TCP 4222"] },
      { from: workload, to: "10.40.2.0/24", ports: ["TCP 9000"] },
    ]),
  ];
};
