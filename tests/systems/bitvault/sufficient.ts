import { pinnedImage, taggedImage, type Keys, type SystemConfiguration } from "../example-keys";

/** Where the data stores and the secrets are. */
const surroundings: Keys = {
  "bitvault:stores": {
    postgres: { cidrs: ["10.40.0.0/24"] },
    redis: { cidrs: ["10.40.1.0/24"] },
    nats: {
      namespace: "messaging",
      podLabels: { app: "nats" },
      monitoringEndpoint: "nats-headless.messaging.svc:8222",
      stream: "bitvault",
      consumer: "bitvault-worker",
    },
    objectStorage: { cidrs: ["10.40.2.0/24"] },
  },
  "bitvault:vault": { server: "https://vault.example.com:8200" },
};

const images = (image: (name: string) => unknown): Keys => ({
  "bitvault:images": { bitvaultd: image("bitvaultd"), worker: image("bitvault-worker"), web: image("bitvault-web") },
});

/** What BitVault must be told; its secrets lie in Vault. */
export const bitvault: SystemConfiguration = {
  preview: { ...images(taggedImage), ...surroundings },
  dev: { ...images(taggedImage), ...surroundings },
  staging: { ...images(pinnedImage), ...surroundings },
  prod: { ...images(pinnedImage), ...surroundings },
};

const parts = { natsExporter: "nats-exporter", nats: "nats", worker: "bitvault-worker", web: "bitvault-web" };

/** What changes where PostgreSQL and NATS run in the namespace. */
export function inCluster(image: (name: string) => object): Keys {
  const others = Object.entries(parts).map(([key, name]) => [key, image(name)] as const);
  const { redis, objectStorage } = surroundings["bitvault:stores"] as Record<string, object>;
  return {
    "bulwark:apiServerCidrs": ["10.96.0.1/32"],
    "bitvault:images": {
      ...Object.fromEntries(others),
      bitvaultd: image("bitvaultd"),
      // CloudNativePG reads the version in the tag.
      postgres: { ...image("postgresql"), tag: "17.2" },
    },
    "bitvault:inCluster": { postgres: { enabled: true }, nats: { enabled: true } },
    "bitvault:stores": { redis, objectStorage, nats: { stream: "bitvault", consumer: "bitvault-worker" } },
  };
}
