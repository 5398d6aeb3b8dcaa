import { dns, type ExpectedFlows } from "../expected-flows";

/** SPEC 1.8, G-04; the blocks are those of sufficient.ts. */
export const expectedFlows: ExpectedFlows = (environment) => {
  const server = `${environment === "prod" ? "smedrec-audit" : `smedrec-audit-${environment}`}/audit-server`;
  return [
    { from: "ingress-nginx/*", to: server, ports: ["TCP 3000"] },
    { from: "monitoring/*", to: server, ports: ["TCP 3000"] },
    dns(server),
    { from: server, to: "10.40.0.0/24", ports: ["TCP 5432"] },
    { from: server, to: "10.40.1.0/24", ports: ["TCP 6379"] },
  ];
};
