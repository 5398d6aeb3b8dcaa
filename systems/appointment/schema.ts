import * as z from "zod";

import { choice, group, text } from "../../config/fields";
import { imageKeys } from "../../config/image";
import { dnsSubdomainFormat, parseDnsSubdomain } from "../../config/primitives/names";
import type { Section } from "../../config/section";
import { addressBlocksKey } from "../common/address-blocks";
import { certificateIssuerKeys } from "../common/certificate";
import { quotaKey } from "../common/quota";
import { secretStoreKey } from "../common/secret-origins";
import { canaryKeys, rollingKeys, searchKeys } from "./service-keys";

/** How a canary gets its share of the requests (C-30). */
export const TRAFFIC_SPLITS = ["mesh", "ingress"] as const;

/** How Prometheus reads the services' own metrics (G-28). */
export const SCRAPES = ["meshIdentity", "plaintext"] as const;

const schema = z.strictObject({
  images: group("The images of the services.", {
    booking: imageKeys("the booking service"),
    availability: imageKeys("the availability service"),
    patient: imageKeys("the patient service"),
    search: imageKeys("the search service"),
    notification: imageKeys("the notification service"),
    practitioner: imageKeys("the practitioner service"),
  }),
  services: group("The services; what they have in common stands in systems/appointment/layers.", {
    booking: canaryKeys,
    availability: canaryKeys,
    patient: canaryKeys,
    search: searchKeys,
    notification: rollingKeys,
    practitioner: rollingKeys,
  }),
  trafficSplit: choice(
    "How a canary gets its share of the requests: by the mesh, which puts the namespace into it, or by a second Ingress, which sees only requests from outside (C-30). Default: mesh where the cluster has one, else ingress.",
    TRAFFIC_SPLITS,
  ),
  gateway: text({
    description:
      "The mesh gateway at which the hosts of the services are served, as namespace/name. Default: none, the hosts are not served by the mesh.",
    format: {
      pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$",
      description: "an existing Gateway as namespace/name",
      examples: ["istio-system/public"],
    },
  }),
  metrics: group("The services' own metrics.", {
    scrape: choice(
      "How Prometheus reads them under the mesh's strict mTLS: with a certificate of the mesh, or in plain text, for which the services' port takes plain text for /metrics (G-28). Without a mesh always in plain text. Default: meshIdentity.",
      SCRAPES,
    ),
  }),
  certificateIssuer: certificateIssuerKeys("the Ingresses; without it the Secrets of the hosts must exist"),
  ingressClassName: text({
    description: "Class of the Ingresses. Default: nginx.",
    format: { ...dnsSubdomainFormat, examples: ["nginx"] },
    parse: parseDnsSubdomain,
  }),
  quota: quotaKey("of all services with their canaries and migrations; CPU limits are not bounded (C-37)"),
  secretStore: secretStoreKey(),
  rdsCidrs: addressBlocksKey("Amazon RDS, which services reach on TCP 5432"),
  mskCidrs: addressBlocksKey("Amazon MSK, which services reach on TCP 9094 and 9098"),
  openSearchCidrs: addressBlocksKey("Amazon OpenSearch, which services reach on TCP 443"),
  stsCidrs: addressBlocksKey("AWS's token service, which every service that has a role reaches on TCP 443"),
});

/** The `appointment:` namespace of the configuration. The services' own secrets are in AWS, behind their roles. */
export const appointmentSection: Section<typeof schema, never> = { namespace: "appointment", schema, secrets: {} };

/** The keys of `appointment:` as they stand in the stack file. */
export type AppointmentKeys = z.output<typeof schema>;

/** The keys of one service; those that only some services have are absent elsewhere. */
export type ServiceKeys = Partial<NonNullable<z.output<typeof canaryKeys>> & NonNullable<z.output<typeof searchKeys>>>;
