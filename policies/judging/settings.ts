/** What the rules must know of the cluster and the organisation, and what holds where nobody says otherwise. */

/** Every setting is a list of texts, so that a configuration is read and checked in one way. */
export interface Settings {
  /** Namespaces of the platform, where agents of the nodes run; no application lives there. */
  readonly platformNamespaces: readonly string[];
  /** Registries, or repositories with their registry, from which images may come. */
  readonly registries: readonly string[];
  /** Images that keep a shell, so that a hook may use it. */
  readonly imagesWithShell: readonly string[];
  /** Taints of nodes that are set aside, each as `workload key=value`. */
  readonly dedicatedNodes: readonly string[];
  /** NetworkPolicies that may allow traffic to addresses outside of the cluster. */
  readonly externalEgress: readonly string[];
  /** Groups that may be bound in the namespaces of the platform; none stands for any one group. */
  readonly adminGroups: readonly string[];
  /** `app.kubernetes.io/part-of` of the systems whose ServiceAccounts may have a role of the cloud. */
  readonly cloudRoleSystems: readonly string[];
  /** ServiceAccounts that need one. */
  readonly cloudRoleRequired: readonly string[];
  /** Labels of namespaces whose pods are clients of a server here. */
  readonly clientLabels: readonly string[];
  /** Ports that take plain text inside the mesh, each as `PeerAuthentication port`. */
  readonly plaintextPorts: readonly string[];
  /** Workloads, by `app.kubernetes.io/name`, that reach pods of their own namespace only. */
  readonly closedWorkloads: readonly string[];
  /** Objects that are there without the program, each as `Kind/namespace/name`. */
  readonly externalObjects: readonly string[];
}

interface Setting {
  readonly initial: readonly string[];
  readonly description: string;
}

/** The settings with their initial values. */
export const settingsCatalogue: { readonly [Name in keyof Settings]: Setting } = {
  platformNamespaces: {
    initial: ["bitvault-system", "ingress-nginx", "istio-system", "velero"],
    description: "Namespaces of the platform, which need not enforce PodSecurity restricted.",
  },
  registries: {
    initial: ["registry.example.com", "healthcare", "postgres", "smedrec", "timescale"],
    description: "Registries, or repositories with their registry, from which images may come.",
  },
  imagesWithShell: {
    initial: ["healthcare/elixir-app"],
    description: "Images that keep a shell, so that a preStop hook may use it.",
  },
  dedicatedNodes: {
    initial: ["search-service workload=search"],
    description: "Taints of nodes set aside for a workload, each as: workload key=value.",
  },
  externalEgress: {
    initial: [
      "audit-server",
      "audit-server-migration",
      "bitvault-worker",
      "bitvaultd",
      "booking-service",
      "booking-service-migration",
      "healthcare-app-policy",
      "mllp-server-egress",
      "notification-service",
      "notification-service-migration",
      "postgres",
      "postgres-policy",
      "search-service",
      "search-service-migration",
    ],
    description: "NetworkPolicies that may allow traffic to addresses outside of the cluster.",
  },
  adminGroups: {
    initial: [],
    description: "Groups that may be bound in the platform's namespaces; an empty list allows any group.",
  },
  cloudRoleSystems: {
    initial: ["appointment"],
    description: "app.kubernetes.io/part-of of the systems whose ServiceAccounts may have a role of the cloud.",
  },
  cloudRoleRequired: {
    initial: ["booking-service", "search-service"],
    description: "ServiceAccounts of these systems that need a role of the cloud.",
  },
  clientLabels: {
    initial: ["network-policy/mllp-client"],
    description: "Labels of namespaces whose pods are clients of a server; no namespace of a server has one.",
  },
  plaintextPorts: {
    initial: [],
    description: "Ports that take plain text inside the mesh, each as: name-of-PeerAuthentication port.",
  },
  closedWorkloads: {
    initial: ["bitvault-web"],
    description: "Workloads, by app.kubernetes.io/name, that reach pods of their own namespace only.",
  },
  externalObjects: {
    initial: [],
    description: "Objects that are there without the program, each as Kind/namespace/name.",
  },
};

const names = Object.keys(settingsCatalogue) as (keyof Settings)[];

/** What holds where nothing is configured. */
export const initialSettings: Settings = Object.fromEntries(
  names.map((name) => [name, settingsCatalogue[name].initial]),
) as unknown as Settings;

/** The initial settings with the configured ones in their place; anything else in the configuration is ignored. */
export function settingsFrom(configured: Readonly<Record<string, unknown>>): Settings {
  return Object.fromEntries(
    names.map((name) => {
      const value = configured[name];
      const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
      return [name, isList ? value : settingsCatalogue[name].initial];
    }),
  ) as unknown as Settings;
}
