import { Secret, type SecretArgs } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import type { Duration } from "../config/primitives/duration";
import { UserError } from "../config/primitives/user-error";
import { ArgumentError } from "./argument-error";
import { BulwarkComponent } from "./base";
import { externalSecret, type RemoteReference, type StoreName } from "./builders/external-secret";
import { hexFields, passwordFields, type Generated } from "./builders/generated-secret";
import { secret } from "./builders/secret";
import type { CustomFields } from "./custom-resources";
import { secretData } from "./secret-data";
import type { Transform } from "./transform";
import type { Labels, WorkloadIdentity } from "./types";

/** Where the value of one key comes from (G-16, C-52). */
export type SecretOrigin =
  /** Made by the stack and kept in its state. */
  | { readonly generated: Generated }
  /** Configured, or computed from secrets of the program, such as the password of another source. */
  | { readonly value: pulumi.Input<string> }
  /** Fetched by the External Secrets Operator; the program never sees it. */
  | { readonly external: RemoteReference };

/** A store from which a SecretSource fetches. */
export interface SecretStoreReference extends StoreName {
  /** The component that makes the store. Default: it is there already. */
  readonly resource?: pulumi.Resource | undefined;
}

/** Arguments of SecretSource. */
export interface SecretSourceArgs<Key extends string = string> {
  /** Whose Secret it is. */
  readonly identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">;
  /** Name of the Secret. */
  readonly name: string;
  /** Key of the Secret → where its value comes from. */
  readonly keys: Readonly<Record<Key, SecretOrigin>>;
  /** The store of the external keys. Default: none, then no key is external. */
  readonly store?: SecretStoreReference | undefined;
  /** How often external keys are fetched, at most once a minute. Default: "1h". */
  readonly refreshInterval?: Duration | undefined;
  /** The seed's own labels. Default: none. */
  readonly labels?: Labels | undefined;
  readonly transform?:
    | {
        readonly secret?: Transform<SecretArgs> | undefined;
        readonly externalSecret?: Transform<CustomFields<"ExternalSecret">> | undefined;
      }
    | undefined;
}

/**
 * One Secret, whose keys are generated, configured or fetched from an external store, each as it is said (G-16, R-57).
 * Workloads take it as `secrets: [{ from: source, inject: "keys" }]`. With keys of both kinds the program makes the
 * Secret and the operator adds its keys: each writer owns its own ones, and neither deletes those of the other.
 */
export class SecretSource<Key extends string = string> extends BulwarkComponent {
  /** Name of the Secret. */
  declare readonly secretName: string;
  /** All keys of the Secret. */
  declare readonly keys: readonly Key[];
  /** The values that the program knows: those whose change rolls the pods. */
  declare readonly known: Readonly<Partial<Record<Key, pulumi.Output<string>>>>;
  /** Whether the operator adds keys to a Secret that is there before: pods must then wait for each key. */
  declare readonly isMixed: boolean;

  constructor(name: string, args: SecretSourceArgs<Key>, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:SecretSource", name, options);
    this.check(() => {
      assertComplete(args);
    });

    this.secretName = args.name;
    this.keys = Object.keys(args.keys) as Key[];
    this.known = this.values(args);
    const made = this.ownSecret(args);
    this.isMixed = this.fetch(args, made) && made.length > 0;

    this.done({ secretName: args.name });
  }

  /**
   * The value of a key, for a connection string or another Secret.
   * @throws UserError for an external key, whose value only the cluster sees.
   */
  value(key: Key): pulumi.Output<string> {
    const value = this.known[key];
    if (value === undefined) {
      const remedy = "store the value that is computed from it beside it, and fetch that";
      throw new UserError(
        `SecretSource "${this.componentName}": keys.${key}: an external key is given, allowed is a generated or configured one; ${remedy}`,
      );
    }
    return value;
  }

  private values({ keys }: SecretSourceArgs<Key>): Partial<Record<Key, pulumi.Output<string>>> {
    const values: Partial<Record<Key, pulumi.Output<string>>> = {};
    for (const key of this.keys) {
      const origin: SecretOrigin = keys[key];
      if ("generated" in origin) values[key] = pulumi.secret(this.generate(key, origin.generated));
      if ("value" in origin) values[key] = pulumi.secret(origin.value);
    }
    return values;
  }

  private generate(key: Key, generated: Generated): pulumi.Output<string> {
    const name = `${this.componentName}-key-${key}`;
    const path = `keys.${key}.generated`;
    const options = { ...this.inherited(), ...(generated.irreplaceable === true ? { protect: true } : {}) };
    if ("length" in generated) {
      const fields = this.check(() => passwordFields(path, generated));
      return new RandomPassword(name, fields, options).result;
    }
    const fields = this.check(() => hexFields(path, generated));
    const hex = new RandomPassword(name, fields, options).result;
    return generated.encoding === "hex" ? hex : hex.apply((digits) => Buffer.from(digits, "hex").toString("base64"));
  }

  private ownSecret({ identity, name, labels, transform }: SecretSourceArgs<Key>): pulumi.Resource[] {
    const values = Object.entries<pulumi.Output<string>>(this.known as Record<string, pulumi.Output<string>>);
    if (values.length === 0) return [];
    const data = Object.fromEntries(values.map(([key, value]) => [key, secretData(value)]));
    return [
      this.child(Secret, "secret", () => secret(identity, { name, data, labels }), { transform: transform?.secret }),
    ];
  }

  private fetch(args: SecretSourceArgs<Key>, made: pulumi.Resource[]): boolean {
    const { identity, name, labels, store, refreshInterval = "1h", transform } = args;
    const references = externalKeys(args);
    if (store === undefined || Object.keys(references).length === 0) return false;
    const isShared = made.length > 0;
    this.custom(
      "ExternalSecret",
      "external",
      () => externalSecret(identity, { name, labels, store, references, refreshInterval, isShared }),
      {
        transform: transform?.externalSecret,
        dependsOn: [...made, ...(store.resource === undefined ? [] : [store.resource])],
      },
    );
    return true;
  }
}

function externalKeys({ keys }: SecretSourceArgs): Record<string, RemoteReference> {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, origin]) => ("external" in origin ? [[key, origin.external]] : [])),
  );
}

/** @throws ArgumentError for a Secret without keys, and for external keys without a store. */
function assertComplete(args: SecretSourceArgs): void {
  const [external] = Object.keys(externalKeys(args));
  if (Object.keys(args.keys).length === 0) {
    throw new ArgumentError("keys", "no key", "at least one", "name the keys, or leave the source out");
  }
  if (external !== undefined && args.store === undefined) {
    const remedy = "name the store, or generate or configure the key";
    throw new ArgumentError(`keys.${external}.external`, "a reference without a store", "a store", remedy);
  }
}
