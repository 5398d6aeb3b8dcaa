/**
 * What is wrong with the five designs as they were (SPEC 1.7, 4.1 to 4.5), and which rule finds it in which object.
 *
 * Together with `hidden` this names every contradiction C-nn and every admission conflict G-3n.
 */

export type System = "mllp" | "healthcare" | "smedrec" | "appointment" | "bitvault";

export interface Problem {
  readonly number: string;
  readonly what: string;
  /** Name of the rule that must find it. */
  readonly rule: string;
  /** Kind and name, with the namespace where the design states one. */
  readonly object: string;
  readonly container?: string;
  /** Where in the object, if the rule may find something else in it too. */
  readonly path?: RegExp;
}

type Row = readonly [number: string, what: string, rule: string, object: string, container?: string, path?: RegExp];

const table = (rows: readonly Row[]): readonly Problem[] =>
  rows.map(([number, what, rule, object, container, path]) => ({
    number,
    what,
    rule,
    object,
    ...(container === undefined ? {} : { container }),
    ...(path === undefined ? {} : { path }),
  }));

const MLLP = "Deployment healthcare-prod/mllp-server";
const ELIXIR = "Deployment healthcare-prod/healthcare-app";
const POSTGRES = "StatefulSet healthcare-prod/postgres";
const AUDIT = "Deployment smedrec-audit/audit-server";
const WAIT = "wait-for-postgres";
const NATS = "StatefulSet bitvault-prod/nats";
const CANARY = "Deployment appointment-prod/booking-service-canary";
const SERVICES = ["booking", "availability", "patient", "search", "notification", "practitioner"].map(
  (name) => [`Deployment appointment-prod/${name}-service`, `${name}-service`] as const,
);
const BITVAULT = ["bitvaultd", "bitvault-worker", "bitvault-web"].map(
  (name) => [`Deployment bitvault-prod/${name}`, name] as const,
);

export const problems: Readonly<Record<System, readonly Problem[]>> = {
  mllp: table([
    [
      "C-02",
      "the persistent variant writes to its root",
      "read-only-root-filesystem",
      "Deployment mllp-server",
      "mllp-server",
    ],
    ["C-03", "the persistent variant builds on no environment", "own-namespace", "Deployment mllp-server"],
    ["C-04", "its budget keeps the only pod", "budget-allows-drain", "PodDisruptionBudget mllp-server"],
    ["C-08", "nothing denies by default", "closed-pods", MLLP],
    ["C-51", "outbound traffic is not governed", "closed-pods", MLLP, undefined, /labels/],
    ["G-21", "there is no service account", "own-service-account", MLLP],
    ["G-21", "a token is mounted for nothing", "token-mounts", MLLP],
    ["G-22", "the Secret of the certificate is nowhere", "config-references", MLLP, undefined, /volumes\[0\]/],
    ["G-36", "only the pack minds the writable root", "read-only-root-filesystem", "Deployment mllp-server"],
    ["G-44", "no image is named: no release", "image-tag", MLLP, "mllp-server"],
    ["G-44", "no image is named: no digest", "image-digest", MLLP, "mllp-server"],
  ]),
  healthcare: table([
    ["C-08", "no default-deny", "default-deny", "Namespace healthcare-prod"],
    ["C-08", "no PeerAuthentication", "mesh-mtls", "Namespace healthcare-prod"],
    ["C-08", "no policy for PostgreSQL", "own-network-policy", POSTGRES],
    ["C-11", "staging is a namespace without any of it", "default-deny", "Namespace healthcare-staging"],
    [
      "C-15",
      "an empty namespaceSelector",
      "open-peers",
      "NetworkPolicy healthcare-prod/healthcare-app-policy",
      undefined,
      /egress\[2\]/,
    ],
    ["C-21", "images without digest", "image-digest", ELIXIR, "healthcare-app"],
    ["C-53", "no PodSecurity labels", "namespace-pod-security", "Namespace healthcare-prod"],
    ["C-53", "no PodSecurity labels in staging", "namespace-pod-security", "Namespace healthcare-staging"],
    ["G-03", "PostgreSQL is open to every pod", "closed-pods", POSTGRES],
    ["G-05", "PostgreSQL has no probes", "probes", POSTGRES, "postgres"],
    ["G-07", "the app has no budget", "disruption-budget", ELIXIR],
    ["G-12", "postgres-secrets is never created", "config-references", POSTGRES, "postgres", /secretKeyRef\.name$/],
    ["G-21", "no service account: app", "own-service-account", ELIXIR],
    ["G-21", "no service account: database", "own-service-account", POSTGRES],
    ["G-28", "no mTLS objects in staging", "mesh-mtls", "Namespace healthcare-staging"],
    ["G-30", "the app may escalate", "privilege-escalation", ELIXIR, "healthcare-app"],
    ["G-30", "the app keeps capabilities", "capabilities", ELIXIR, "healthcare-app"],
    ["G-30", "the app has no seccomp profile", "seccomp-profile", ELIXIR, "healthcare-app"],
    ["G-31", "the database may run as root", "run-as-non-root", POSTGRES, "postgres"],
    ["G-31", "the database may escalate", "privilege-escalation", POSTGRES, "postgres"],
    ["G-31", "the database keeps capabilities", "capabilities", POSTGRES, "postgres"],
    ["G-31", "the database has no seccomp profile", "seccomp-profile", POSTGRES, "postgres"],
    ["G-31", "the database's user is its image's choice", "explicit-user", POSTGRES, "postgres"],
    ["G-35", "the app writes to its root", "read-only-root-filesystem", ELIXIR, "healthcare-app"],
    [
      "G-52",
      "how long backups are kept is not stated",
      "backup-scope",
      "Schedule velero/healthcare-daily",
      undefined,
      /ttl/,
    ],
  ]),
  smedrec: table([
    ["C-21", "the tag latest in production", "image-tag", AUDIT, "audit-server"],
    ["C-21", "no digest", "image-digest", AUDIT, "audit-server"],
    [
      "C-23",
      "the path / publishes /metrics",
      "metrics-inside",
      "Ingress smedrec-audit/audit-server",
      undefined,
      /paths\[6\]/,
    ],
    [
      "C-24",
      "the Role covers all Secrets",
      "role-secrets",
      "Role smedrec-audit/audit-server",
      undefined,
      /resourceNames/,
    ],
    ["C-25", "no network policies", "default-deny", "Namespace smedrec-audit"],
    ["C-39", "a hook that needs a shell", "native-sleep", AUDIT, "audit-server"],
    ["C-53", "no PodSecurity labels", "namespace-pod-security", "Namespace smedrec-audit"],
    ["G-02", "no default-deny", "closed-pods", AUDIT],
    ["G-04", "no policy of its own", "own-network-policy", AUDIT],
    ["G-07", "no budget", "disruption-budget", AUDIT],
    ["G-14", "no TLS", "ingress-tls", "Ingress smedrec-audit/audit-server"],
    ["G-14", "no host", "hosts", "Ingress smedrec-audit/audit-server"],
    ["G-32", "the init container may escalate", "privilege-escalation", AUDIT, WAIT],
    ["G-32", "the init container keeps capabilities", "capabilities", AUDIT, WAIT],
    ["G-32", "the init container writes to its root", "read-only-root-filesystem", AUDIT, WAIT],
    ["G-32", "the init container has no resources", "resources", AUDIT, WAIT],
    ["G-32", "the init container has no CPU limit", "cpu-limit", AUDIT, WAIT],
    ["G-42", "the Role is not limited by name", "role-secrets", "Role smedrec-audit/audit-server"],
    ["G-44", "the init container's image has no digest", "image-digest", AUDIT, WAIT],
  ]),
  appointment: table([
    ["C-28", "the canary has a tag only", "image-digest", CANARY, "booking-service"],
    [
      "C-32",
      "two budgets for the same pods",
      "one-budget",
      "PodDisruptionBudget appointment-prod/booking-service-canary",
    ],
    ["C-32", "two releases with one selector", "distinct-selectors", CANARY],
    ["C-32", "an autoscaler of its own, which undoes one replica", "replicas-left-alone", CANARY],
    ...SERVICES.flatMap(([object, container]): Row[] => [
      ["C-37", "no CPU limit", "cpu-limit", object, container],
      ["G-11", "no NetworkPolicy", "own-network-policy", object],
      ["G-11", "open in both directions", "closed-pods", object],
      ["G-66", "no requests", "resources", object, container, /requests/],
      ["G-66", "a utilization of nothing", "utilization-requests", object, container],
    ]),
  ]),
  bitvault: table([
    ["C-41", "only the pack minds a writable root", "read-only-root-filesystem", NATS, "nats"],
    [
      "C-42",
      "the grace period is shorter than hook and drain",
      "grace-period",
      "Deployment bitvault-prod/bitvault-web",
      "bitvault-web",
    ],
    ["C-46", "the worker has no budget", "disruption-budget", "Deployment bitvault-prod/bitvault-worker"],
    ["G-34", "NATS may run as root", "run-as-non-root", NATS, "nats"],
    ["G-34", "NATS may escalate", "privilege-escalation", NATS, "nats"],
    ["G-34", "NATS keeps capabilities", "capabilities", NATS, "nats"],
    ["G-34", "NATS has no seccomp profile", "seccomp-profile", NATS, "nats"],
    ["G-46", "NATS has no NetworkPolicy", "own-network-policy", NATS],
    ...BITVAULT.flatMap(([object, container]): Row[] => [
      ["G-21", "no service account", "own-service-account", object],
      ["G-44", "no image is named", "image-tag", object, container],
      ["G-45", "no resources", "resources", object, container],
      ["G-47", "no store for its Secret", "config-references", object, container],
    ]),
  ]),
};

/** What no judge of manifests can see, and why. */
export const hidden: Readonly<Record<string, string>> = {
  "C-01": "replicas equal the minimum; that they are left alone is a resource option of a program (R-34)",
  "C-05": "a contradiction of the text; the mount is right",
  "C-06": "no namespace carries the label yet; R-21 refuses it once one does",
  "C-07": "a contradiction of the text; the figure is right",
  "C-09": "every Secret manifest has its values in it; that ours are secrets is a test of the program (R-57)",
  "C-10": "a picture of nodes, and one replica by decision",
  "C-12": "that each key is used is a test of the program (R-61)",
  "C-13": "that two Secrets agree is in their values",
  "C-14": "a heading",
  "C-16": "which labels the platform's namespaces have is known to the cluster",
  "C-17": "what the mesh and Prometheus need is a test of the flows (R-22)",
  "C-18": "kept as it is",
  "C-19": "arises with the next release",
  "C-20": "a script",
  "C-22": "a script",
  "C-26": "an image",
  "C-27": "a script",
  "C-29": "values that a script leaves out",
  "C-30": "that somebody splits the traffic is a check of the program",
  "C-31": "a script",
  "C-33": "layers of values, of which manifests show the result",
  "C-34": "an image",
  "C-35": "which clouds a workload calls is a decision",
  "C-36": "a decision between two ways to spread pods",
  "C-38": "a comparison of systems; missing budgets are G-07 and C-46",
  "C-40": "injected containers are in no manifest; the label is a test of the program (R-28)",
  "C-43": "what a readiness page asks is in the image",
  "C-44": "who reads the management port is a test of the flows (R-24)",
  "C-45": "no contradiction",
  "C-47": "who applies objects",
  "C-48": "how long migrations take is known at run time",
  "C-49": "injected containers are in no manifest; that namespaces allow none is R-01",
  "C-50": "the API's default is a valid figure; ours is a test of the program (R-56)",
  "C-52": "where secrets come from",
  "C-54": "which environments there are",
  "C-55": "a script",
  "G-33": "injected containers are in no manifest",
};
