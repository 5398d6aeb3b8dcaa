import assert from "node:assert/strict";

import type { ConfigurationSource } from "../../config/source";
import { stackOf } from "../systems/appointment/services";
import { role } from "../systems/appointment/sufficient";
import { inCluster } from "../systems/bitvault/sufficient";
import { pinnedImage, type Keys } from "../systems/example-keys";
import { cluster } from "../systems/healthcare/values";
import { alone } from "../systems/sufficient";
import { stoppedIn } from "./support/whole-stack";

const bitvault = (keys: Keys, environment: "prod" | "preview" = "prod") => alone("bitvault")(environment, keys);
const healthcare = (keys: Keys) => alone("healthcare")("prod", keys);
const mllp = (keys: Keys) => alone("mllp")("prod", keys);
const smedrec = (keys: Keys) => alone("smedrec")("prod", keys);
const command = ["migrate", "--all"];
const canary = { digest: `sha256:${"fedcba9876543210".repeat(4)}` };
const backup = { destination: "s3://bitvault-backups/prod", cidrs: ["203.0.113.0/24"] };
const stored = {
  ...inCluster(pinnedImage),
  "bitvault:inCluster": { postgres: { enabled: true, backup }, nats: { enabled: true } },
  "bitvault:backup": { enabled: true },
};
const issuer = { name: "letsencrypt" };

/** What an installation may switch on or off: nothing of it may be stopped. */
const variants: readonly (readonly [what: string, source: () => ConfigurationSource])[] = [
  ["a preview of BitVault", () => bitvault({}, "preview")],
  ["BitVault with its data stores in the namespace, backed up", () => bitvault(stored)],
  ["BitVault in the mesh", () => bitvault({ "bitvault:phase": "P4", "bitvault:mtls": "mesh" })],
  [
    "BitVault with its data stores in the mesh",
    () => bitvault({ ...stored, "bitvault:phase": "P4", "bitvault:mtls": "mesh" }),
  ],
  ["BitVault with certificates", () => bitvault({ "bitvault:phase": "P4", "bitvault:mtls": "certManager" })],
  ["the shared namespace of BitVault", () => bitvault({ "bulwark:ownsShared": true, "bitvault:adminGroup": "admins" })],
  [
    "the Elixir stack with a cluster of databases, a migration and a redirect",
    () =>
      healthcare({
        ...cluster,
        "healthcare:migration": { command },
        "healthcare:gateway": { redirectHttp: true },
        "healthcare:certificateIssuer": issuer,
      }),
  ],
  ["the Elixir stack without an autoscaler", () => healthcare({ "healthcare:hpa": { enabled: false } })],
  [
    "MLLP with a volume and TLS",
    () =>
      mllp({ "mllp:persistence": { enabled: true }, "mllp:hpa": { enabled: false }, "mllp:tls": { enabled: true } }),
  ],
  [
    "the audit server without the API, with a migration, a backup and a certificate",
    () =>
      smedrec({
        "smedrec:kubernetesApi": { enabled: false },
        "smedrec:migration": { command },
        "smedrec:backup": { enabled: true, storageLocation: "audits" },
        "smedrec:certificateIssuer": issuer,
      }),
  ],
  [
    "a canary in the mesh, and a migration",
    () => stackOf("prod", { booking: { roleArn: role("booking"), canary, migration: { command } } }),
  ],
  [
    "a canary at the Ingress",
    () =>
      stackOf(
        "prod",
        { booking: { roleArn: role("booking"), canary, host: "booking.example.com", ingress: { enabled: true } } },
        { "appointment:trafficSplit": "ingress" },
      ),
  ],
];

describe("the pack and what an installation may choose", function () {
  this.timeout(120_000);

  for (const [what, source] of variants) {
    it(`finds nothing to stop in ${what}`, async () => {
      assert.deepEqual(await stoppedIn(source()), []);
    });
  }
});
