import type { ExpectedFlows } from "../expected-flows";

/** SPEC 1.1.8 and 1.8, C-51. */
export const expectedFlows: ExpectedFlows = (environment) => {
  const server = `healthcare-${environment}/mllp-server`;
  return [
    { from: "mllp-client/*", to: server, ports: ["TCP 2575"] },
    { from: server, to: "outside", ports: "all" },
  ];
};
