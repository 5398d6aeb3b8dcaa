import type { Environment } from "../../config/primitives/environment";

/** Plain configuration by full key. */
export type Keys = Readonly<Record<string, unknown>>;

/** The fewest keys with which a system loads, per environment that it has figures for. */
export type SystemConfiguration = Readonly<Partial<Record<Environment, Keys>>>;

/** A digest of the right form. */
export const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/** An image as dev takes it, by tag. */
export const taggedImage = (name: string): { repository: string; tag: string } => ({
  repository: `registry.example.com/${name}`,
  tag: "v1.0.0",
});

/** An image as staging and prod want it, by digest. */
export const pinnedImage = (name: string): { repository: string; digest: string } => ({
  repository: `registry.example.com/${name}`,
  digest: DIGEST,
});
