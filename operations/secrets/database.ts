import { PassThrough, Readable } from "node:stream";

import type { KubeConfig } from "@kubernetes/client-node";

import { OperationError } from "../errors";
import { commandLine } from "../explain";
import type { ManagedObject } from "../pulumi/inventory";

/** A database that keeps a password of its own, which the Secret does not change. */
export interface OwnPassword {
  readonly namespace: string;
  readonly statefulSet: string;
  readonly container: string;
  /** Which role's password a secret is. */
  readonly role: "superuser" | "application";
}

/** psql's own quoting of what the pod's environment says: neither name nor password stands on a command line. */
const STATEMENTS = {
  superuser: String.raw`\getenv password POSTGRES_PASSWORD
ALTER ROLE CURRENT_USER PASSWORD :'password';
`,
  application: String.raw`\getenv role APPLICATION_ROLE
\getenv password APPLICATION_PASSWORD
ALTER ROLE :"role" PASSWORD :'password';
`,
} as const;

const SHELL = 'psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB"';

/**
 * The database whose password a secret is; undefined for any other secret, and where an operator changes it (CloudNativePG).
 */
export function ownPasswordOf(
  objects: readonly ManagedObject[],
  system: string,
  secret: string,
): OwnPassword | undefined {
  const role = secret === "databasePassword" ? "superuser" : secret === "rolePassword" ? "application" : undefined;
  if (role === undefined) return undefined;
  for (const { kind, system: of, name, namespace = "", outputs } of objects) {
    if (kind !== "StatefulSet" || of !== system) continue;
    const container = containersOf(outputs).find(({ env = [] }) =>
      env.some((each) => each.name === "POSTGRES_PASSWORD"),
    );
    if (container !== undefined) return { namespace, statefulSet: name, container: container.name, role };
  }
  return undefined;
}

/** The lines that change the password by hand. */
export function byHand({ namespace, statefulSet, container, role }: OwnPassword): readonly string[] {
  const pod = commandLine(
    "kubectl",
    "exec",
    "--stdin",
    `${statefulSet}-0`,
    "--namespace",
    namespace,
    "--container",
    container,
  );
  return [`${pod} -- sh -c '${SHELL}' <<'SQL'`, ...STATEMENTS[role].trimEnd().split("\n"), "SQL"];
}

/**
 * Gives the role the password that the database's own pod has in its environment. The pod's local socket needs none, so
 * that this works whatever the password was, and again and again.
 *
 * @throws OperationError `failed` with what psql or the cluster said
 */
export async function alterRole(config: KubeConfig, own: OwnPassword): Promise<void> {
  const { Exec } = await import("@kubernetes/client-node");
  const { namespace, statefulSet, container, role } = own;
  const said = new PassThrough();
  let text = "";
  said.setEncoding("utf8").on("data", (part: string) => (text += part));
  const outcome = await new Promise<string>((resolve) => {
    const input = Readable.from([STATEMENTS[role]]);
    new Exec(config)
      .exec(
        namespace,
        `${statefulSet}-0`,
        container,
        ["sh", "-c", SHELL],
        said,
        said,
        input,
        false,
        ({ status, message }) => {
          resolve(status === "Success" ? "" : (message ?? "it failed"));
        },
      )
      .then((socket: { onclose: unknown }) => {
        // A connection that ends without a status, as when the pod goes, is no success.
        socket.onclose = () => {
          setImmediate(() => {
            resolve("the connection to the pod was closed");
          });
        };
      })
      .catch((error: unknown) => {
        resolve(error instanceof Error ? error.message : "the API server does not let us into the pod");
      });
  });
  if (outcome === "") return;
  throw new OperationError(
    "failed",
    `The database ${namespace}/${statefulSet} has still its old password: ${[outcome, text.trim()].filter(Boolean).join("; ")}`,
    ["By hand:", ...byHand(own)],
  );
}

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string }[];
}

function containersOf(outputs: Readonly<Record<string, unknown>>): readonly Container[] {
  const { template } = outputs["spec"] as {
    readonly template?: { readonly spec?: { readonly containers?: Container[] } };
  };
  return template?.spec?.containers ?? [];
}
