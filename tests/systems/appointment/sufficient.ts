import { pinnedImage, taggedImage, type Keys, type SystemConfiguration } from "../example-keys";

const services = ["booking", "availability", "patient", "search", "notification", "practitioner"] as const;

const images = (image: typeof pinnedImage | typeof taggedImage): Keys =>
  Object.fromEntries(services.map((service) => [service, image(`${service}-service`)]));

/** The role of a service in an account of examples. */
export const role = (service: string): string => `arn:aws:iam::123456789012:role/${service}`;

const pinned: Keys = {
  "appointment:images": images(pinnedImage),
  "appointment:services": { booking: { roleArn: role("booking") }, search: { roleArn: role("search") } },
};

/** What the appointment platform must be told. */
export const appointment: SystemConfiguration = {
  dev: { "appointment:images": images(taggedImage) },
  staging: pinned,
  prod: pinned,
};
