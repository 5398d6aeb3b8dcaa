import { DIGEST, type SystemConfiguration } from "../example-keys";

/** The SPEC names the images; staging and prod add the digests, the app's beside its tag (C-19). */
const pinned = {
  "healthcare:images": { app: { tag: "v1.0.0", digest: DIGEST }, database: { digest: DIGEST } },
};

/** What the Elixir stack must be told, secrets aside. */
export const healthcare: SystemConfiguration = { dev: {}, staging: pinned, prod: pinned };
