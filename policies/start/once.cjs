/**
 * Reads each object once.
 *
 * The policy SDK turns an object from its wire format into plain values anew for every policy; with some eighty
 * policies that is most of what judging costs. Policies only read, so all of them can have the same values.
 */
"use strict";

/** @param deserialize The SDK's own function. Values for remediation are left to it: those are changed. */
module.exports = (deserialize) => {
  const known = new WeakMap();
  return (properties, proxySecrets) => {
    if (proxySecrets || typeof properties !== "object" || properties === null) {
      return deserialize(properties, proxySecrets);
    }
    let values = known.get(properties);
    if (values === undefined) {
      values = deserialize(properties, false);
      known.set(properties, values);
    }
    return values;
  };
};
