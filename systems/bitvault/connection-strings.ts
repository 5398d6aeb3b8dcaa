import * as pulumi from "@pulumi/pulumi";

import { natsClientPort } from "../../components/nats-cluster";
import { postgresPort } from "../../components/postgres-cluster";
import { checkedFormat, checkedUrl } from "../common/secret-format";
import type { BitvaultSecret } from "./schema";
import { nats, postgres, type StoreName } from "./store-values";
import type { Stores } from "./stores";

/** A secret that is a connection string: its store, and how it begins with TLS and without. */
const connections: Readonly<
  Partial<Record<BitvaultSecret, { store: StoreName; tls: readonly string[]; plain: readonly string[] }>>
> = {
  databaseUrl: { store: "postgres", tls: ["postgres", "postgresql"], plain: ["postgres", "postgresql"] },
  redisUrl: { store: "redis", tls: ["rediss"], plain: ["redis", "rediss"] },
  natsUrl: { store: "nats", tls: ["tls"], plain: ["nats", "tls"] },
};

/** Of the modes of libpq those that never fall back to plain text (PostgreSQL, libpq: sslmode). */
const strictMode = /^postgres(ql)?:\/\/\S+[?&]sslmode=(require|verify-ca|verify-full)(&\S*)?$/;

/**
 * A configured secret, looked at where it is a connection string: one to a store that takes TLS must ask for it (C-45).
 * @throws UserError inside the Output for another form.
 */
export function checkedConnection(
  secret: pulumi.Output<string>,
  name: BitvaultSecret,
  stores: Stores,
  key: string,
): pulumi.Output<string> {
  const connection = connections[name];
  if (connection === undefined) return secret;
  const { tls } = stores[connection.store];
  const checked = checkedUrl(secret, tls ? connection.tls : connection.plain, key);
  if (!tls || name !== "databaseUrl") return checked;
  const wanted = `a connection string with an sslmode of require, verify-ca or verify-full, as the server takes TLS (C-45)`;
  return checkedFormat(checked, strictMode, wanted, key);
}

/** DATABASE_URL of the owner of the PostgreSQL in the namespace, who trusts the operator's authority alone. */
export function postgresUrl(password: pulumi.Input<string>, host: string): pulumi.Output<string> {
  const { owner, database, folder } = postgres;
  const encoded = pulumi.output(password).apply(encodeURIComponent);
  const options = `sslmode=verify-full&sslrootcert=${folder}/ca.crt`;
  return pulumi.interpolate`postgresql://${owner}:${encoded}@${host}:${postgresPort.number}/${database}?${options}`;
}

/** NATS_URL of the one user of the NATS in the namespace. */
export function natsUrl(password: pulumi.Input<string>, tls: boolean): pulumi.Output<string> {
  const encoded = pulumi.output(password).apply(encodeURIComponent);
  return pulumi.interpolate`${tls ? "tls" : "nats"}://${nats.user}:${encoded}@${nats.name}:${natsClientPort.number}`;
}
