import { pinnedImage, taggedImage, type SystemConfiguration } from "../example-keys";

/** What MLLP must be told, secrets aside. */
export const mllp: SystemConfiguration = {
  dev: { "mllp:images": { server: taggedImage("mllp-server") } },
  staging: { "mllp:images": { server: pinnedImage("mllp-server") } },
  prod: { "mllp:images": { server: pinnedImage("mllp-server") } },
};
