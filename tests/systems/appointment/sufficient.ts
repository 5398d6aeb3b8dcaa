import { pinnedImage, taggedImage, type Keys, type SystemConfiguration } from "../example-keys";

const services = ["booking", "availability", "patient", "search", "notification", "practitioner"] as const;

const images = (image: typeof pinnedImage | typeof taggedImage): Keys =>
  Object.fromEntries(services.map((service) => [service, image(`${service}-service`)]));

/** The role of a service in an account of examples. */
export const role = (service: string): string => `arn:aws:iam::123456789012:role/${service}`;

/** The blocks of an imaginary network, by key. */
export const blocks = {
  "appointment:rdsCidrs": ["10.50.0.0/24"],
  "appointment:mskCidrs": ["10.50.1.0/24"],
  "appointment:openSearchCidrs": ["10.50.2.0/24"],
  "appointment:stsCidrs": ["10.50.3.0/24"],
};

const pinned: Keys = {
  ...blocks,
  "appointment:images": images(pinnedImage),
  "appointment:services": { booking: { roleArn: role("booking") }, search: { roleArn: role("search") } },
};

/** What the appointment platform must be told, and in staging and prod the blocks outside of the cluster. */
export const appointment: SystemConfiguration = {
  dev: { "appointment:images": images(taggedImage) },
  staging: pinned,
  prod: pinned,
};
