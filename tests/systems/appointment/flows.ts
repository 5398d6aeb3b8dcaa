import { dns, sidecar, type ExpectedFlow, type ExpectedFlows } from "../expected-flows";

const services = ["booking", "availability", "patient", "search", "notification", "practitioner"] as const;

/** SPEC 1.8, G-11; the blocks are those of sufficient.ts, the mesh splits the requests. */
export const expectedFlows: ExpectedFlows = (environment) => {
  const pods = (service: (typeof services)[number]): string => `appointment-${environment}/${service}-service`;
  return [
    ...services
      .map(pods)
      .flatMap((service): readonly ExpectedFlow[] => [
        { from: "istio-system/*", to: service, ports: ["TCP 3000"] },
        { from: "monitoring/*", to: service, ports: ["TCP 3000"] },
        dns(service),
        ...sidecar(service),
      ]),
    { from: pods("booking"), to: pods("availability"), ports: ["TCP 3000"] },
    ...(environment === "dev"
      ? []
      : ([
          { from: pods("booking"), to: "10.50.0.0/24", ports: ["TCP 5432"] },
          { from: pods("booking"), to: "10.50.1.0/24", ports: ["TCP 9094", "TCP 9098"] },
          { from: pods("notification"), to: "10.50.1.0/24", ports: ["TCP 9094", "TCP 9098"] },
          { from: pods("search"), to: "10.50.2.0/24", ports: ["TCP 443"] },
          { from: pods("booking"), to: "10.50.3.0/24", ports: ["TCP 443"] },
          { from: pods("search"), to: "10.50.3.0/24", ports: ["TCP 443"] },
        ] as const)),
  ];
};
