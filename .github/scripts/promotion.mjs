// Prints which services run another image in one stack than in the next: `rolling=[…]` and `canary=[…]`, each a JSON list of
// {service, digest}. Those of the first list are updated at once, those of the second by a canary.
// Usage: node promotion.mjs FROM_STACK_FILE TO_STACK_FILE
import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** How each service is released unless its stack says otherwise; compared with systems/appointment in the tests. */
const STRATEGIES = {
  booking: "canary",
  availability: "canary",
  patient: "canary",
  search: "rolling",
  notification: "rolling",
  practitioner: "rolling",
};

const DIGEST = /^sha256:[0-9a-f]{64}$/;

const [from, to] = process.argv.slice(2, 4).map((file) => parse(readFileSync(file, "utf8")).config ?? {});

function digestOf(config, service) {
  return config["appointment:images"]?.[service]?.digest;
}

function strategyOf(service) {
  return to["appointment:services"]?.[service]?.strategy ?? STRATEGIES[service];
}

const changed = Object.keys(STRATEGIES).flatMap((service) => {
  const digest = digestOf(from, service);
  if (digest === undefined || digest === digestOf(to, service)) return [];
  if (typeof digest === "string" && DIGEST.test(digest)) return [{ service, digest }];
  console.error(
    `error: ${process.argv[2]}: the digest of ${service} is ${digest}; allowed is sha256: and 64 hex digits.`,
  );
  process.exit(1);
});

for (const strategy of ["rolling", "canary"]) {
  console.log(`${strategy}=${JSON.stringify(changed.filter(({ service }) => strategyOf(service) === strategy))}`);
}
