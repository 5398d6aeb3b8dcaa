/** images come from places that somebody chose. */
import type { Report } from "../../controls/control";
import { eachImage } from "../../controls/hardening";
import type { Settings } from "../../judging/settings";
import { repository } from "../../kubernetes/image";
import type { Container } from "../../kubernetes/pods";
import { text, type Field } from "../../values/field";
import { podRule, rule } from "../rule";

export const imageRegistry = podRule(
  rule({
    name: "image-registry",
    number: "R-81",
    title: "Images come from the registries on the allow-list",
    severity: "high",
    strictness: "outside-dev",
    frameworks: { cis: "5.5.1", nsa: "Kubernetes Pod security: building secure container images" },
    tags: ["images"],
    remedy: "Take the image from an allowed registry, or add its registry or repository to the setting registries.",
  }),
  (pod, report, { settings }) => {
    eachImage(pod, report, (image, container) => {
      demandRegistry(image, report, settings, container);
    });
  },
);

/** Judges a known image: it must come from an allowed registry or repository. */
export function demandRegistry(image: Field, report: Report, { registries }: Settings, container?: Container): void {
  const reference = text(image);
  if (reference === undefined) {
    return;
  }
  const name = repository(reference);
  if (!registries.some((allowed) => name === allowed || name.startsWith(`${allowed}/`))) {
    report.forbid(image, `an image below ${registries.join(", ")}`, container);
  }
}
