/** The kinds whose own status alone decides: ResourceQuota and service account tokens, as in the official provider. */
import { isDeepStrictEqual } from "node:util";
import { field, isFields, text } from "../fields";
import type { Readiness } from "../types";

/** A ResourceQuota is ready when the controller has taken over its limits. */
export const resourceQuota: Readiness = {
  timeoutSeconds: 60,
  needs: () => [],
  evaluate: ({ object }) => {
    const wanted = field(object, "spec", "hard");
    // A quota without limits never gets a status to compare; the official provider waits in vain for one.
    if (!isFields(wanted) || isDeepStrictEqual(wanted, field(object, "status", "hard"))) return { is: "ready" };
    return {
      is: "waiting",
      status: "Waiting for the ResourceQuota to be in force",
      reasons: ["The quota controller has not taken over spec.hard"],
    };
  },
};

/** A service account's token Secret is ready when the controller has filled it; every other Secret at once. */
export const secret: Readiness = {
  timeoutSeconds: 5,
  needs: () => [],
  evaluate: ({ object }) => {
    const data = field(object, "data");
    if (text(object, "type") !== "kubernetes.io/service-account-token") return { is: "ready" };
    if (isFields(data) && Object.keys(data).length > 0) return { is: "ready" };
    return {
      is: "waiting",
      status: "Waiting for the token of the service account",
      reasons: ["No token was written: does the service account of its annotation exist?"],
    };
  },
};
