import { isStrict, type Environment } from "../../config/primitives/environment";
import { parseImageReference } from "../../config/primitives/image";
import { ArgumentError, at, wholeNumber } from "../argument-error";

/** The shares of the traffic that a canary gets, one after the other (C-31). */
export interface CanarySteps {
  /** Percent of the requests, each from 1 to 99 and more than the one before. Default: one step of 10. */
  readonly weights?: readonly number[] | undefined;
  /** Which of the weights holds now, counted from 0. Default: 0. */
  readonly step?: number | undefined;
}

/** An image that shall prove itself beside that of the stable release. */
export interface CanaryImage {
  readonly image: string;
  /** The stable release is being given the same image (W-13, promote). Default: false, the images must differ. */
  readonly promoting?: boolean | undefined;
}

/**
 * The share that holds now.
 * @throws ArgumentError for no weight, one outside 1 … 99, one that is not above the one before, and a step that has none.
 */
export function canaryWeight({ weights = [10], step = 0 }: CanarySteps): number {
  if (weights.length === 0) {
    throw new ArgumentError("weights", "an empty list", "at least one weight", "name one, or leave the list out");
  }
  weights.forEach((weight, index) => {
    wholeNumber(`weights[${index}]`, weight, 1, 99);
    const before = weights[index - 1] ?? 0;
    if (weight <= before) {
      const remedy = "order the weights from the smallest to the largest";
      throw new ArgumentError(`weights[${index}]`, weight, `more than ${before}, the weight before`, remedy);
    }
  });
  const weight = weights[step];
  if (weight === undefined) {
    const allowed = `a whole number from 0 to ${weights.length - 1}`;
    throw new ArgumentError("step", step, allowed, `weights has ${weights.length} entries`);
  }
  return weight;
}

/**
 * Checks the image of a canary against that of the stable release.
 * @throws ArgumentError for no digest in staging and prod (C-28, R-63), and for the image that is stable already.
 */
export function assertCanaryImage(
  { image, promoting = false }: CanaryImage,
  stableImage: string,
  environment: Environment,
): void {
  const canary = at("image", () => parseImageReference(image));
  if (isStrict(environment) && canary.digest === undefined) {
    const allowed = `an image with a digest, as everything in ${environment}`;
    throw new ArgumentError("image", `"${image}"`, allowed, "add @sha256:… of the image that was tested (C-28)");
  }
  const stable = at("the stable image", () => parseImageReference(stableImage));
  const isSame =
    canary.digest === undefined || stable.digest === undefined
      ? image === stableImage
      : canary.digest === stable.digest;
  if (isSame && !promoting) {
    const remedy =
      "name the new image, take the canary away, or say promoting while the stable release is updated (W-13)";
    throw new ArgumentError("image", `"${image}"`, "another image than that of the stable release", remedy);
  }
}
