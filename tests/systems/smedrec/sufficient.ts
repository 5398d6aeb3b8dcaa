import { DIGEST, type Keys, type SystemConfiguration } from "../example-keys";

/** Where the data stores are. */
const stores: Keys = {
  "smedrec:database": { host: "postgres.example.com", cidrs: ["10.40.0.0/24"] },
  "smedrec:redis": { cidrs: ["10.40.1.0/24"] },
};

const pinned: Keys = { "smedrec:images": { server: { digest: DIGEST }, waitForDatabase: { digest: DIGEST } } };

/** What the audit server must be told, secrets aside. */
export const smedrec: SystemConfiguration = {
  dev: { "smedrec:images": { server: { tag: "v1.0.0" } }, ...stores },
  staging: { ...pinned, ...stores, "smedrec:corsOrigins": ["https://app.staging.smedrec.com"] },
  prod: { ...pinned, ...stores },
};
