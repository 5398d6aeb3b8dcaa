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
