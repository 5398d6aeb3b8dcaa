/** One kind of custom resource that the components make, and the part of its schema that they use. */
export interface SelectedKind {
  /** Name of its CustomResourceDefinition, `<plural>.<group>`. */
  readonly crd: string;
  /** Served version to take. Default: the stored one. */
  readonly version?: string;
  /**
   * Paths below `spec`, without list indexes and map keys (`http.route.weight`); each takes everything below it. What the
   * schema requires beside them comes along by itself.
   */
  readonly fields: readonly string[];
}

/** The kinds of one operator: its name in lab/toolchain/catalogue.ts, which also names the generated file. */
export interface SelectedOperator {
  readonly operator: string;
  readonly kinds: readonly SelectedKind[];
}

/** SPEC section "Versions" of 1: the Istio API stays at v1beta1, which is still served. */
const istio = { version: "v1beta1" };
const trafficPolicy = [
  "trafficPolicy.connectionPool.http.http1MaxPendingRequests",
  "trafficPolicy.connectionPool.http.http2MaxRequests",
  "trafficPolicy.connectionPool.tcp.maxConnections",
  "trafficPolicy.loadBalancer.simple",
  "trafficPolicy.outlierDetection",
  "trafficPolicy.tls.mode",
];
const scrapeEndpoint = [
  "authorization",
  "honorLabels",
  "interval",
  "metricRelabelings",
  "params",
  "path",
  "port",
  "relabelings",
  "scheme",
  "scrapeTimeout",
  "targetPort",
  "tlsConfig.ca",
  "tlsConfig.cert",
  "tlsConfig.keySecret",
  "tlsConfig.serverName",
];
/** Files in the Prometheus container: a ServiceMonitor may name them, a PodMonitor may not. */
const meshCertificates = [
  "tlsConfig.caFile",
  "tlsConfig.certFile",
  "tlsConfig.insecureSkipVerify",
  "tlsConfig.keyFile",
];
const scrapeTargets = ["jobLabel", "namespaceSelector", "podTargetLabels", "sampleLimit", "selector"];

/** What types are written for: the one place to add a kind or a field. */
export const selection: readonly SelectedOperator[] = [
  {
    operator: "keda",
    kinds: [
      {
        crd: "scaledobjects.keda.sh",
        fields: [
          "advanced.horizontalPodAutoscalerConfig",
          "advanced.restoreToOriginalReplicaCount",
          "cooldownPeriod",
          "fallback",
          "idleReplicaCount",
          "initialCooldownPeriod",
          "maxReplicaCount",
          "minReplicaCount",
          "pollingInterval",
          "scaleTargetRef",
          "triggers",
        ],
      },
      {
        crd: "triggerauthentications.keda.sh",
        fields: ["configMapTargetRef", "env", "podIdentity", "secretTargetRef"],
      },
    ],
  },
  {
    operator: "istio",
    kinds: [
      {
        ...istio,
        crd: "gateways.networking.istio.io",
        fields: [
          "selector",
          "servers.hosts",
          "servers.name",
          "servers.port.name",
          "servers.port.number",
          "servers.port.protocol",
          "servers.tls.cipherSuites",
          "servers.tls.credentialName",
          "servers.tls.httpsRedirect",
          "servers.tls.maxProtocolVersion",
          "servers.tls.minProtocolVersion",
          "servers.tls.mode",
        ],
      },
      {
        ...istio,
        crd: "virtualservices.networking.istio.io",
        fields: [
          "exportTo",
          "gateways",
          "hosts",
          "http.corsPolicy",
          "http.headers",
          "http.match.gateways",
          "http.match.headers",
          "http.match.method",
          "http.match.name",
          "http.match.port",
          "http.match.uri",
          "http.name",
          "http.redirect",
          "http.retries",
          "http.rewrite.uri",
          "http.route.destination",
          "http.route.weight",
          "http.timeout",
        ],
      },
      {
        ...istio,
        crd: "destinationrules.networking.istio.io",
        fields: ["exportTo", "host", ...trafficPolicy, "subsets.labels", "subsets.name"],
      },
      {
        ...istio,
        crd: "serviceentries.networking.istio.io",
        fields: ["addresses", "endpoints", "exportTo", "hosts", "location", "ports", "resolution", "subjectAltNames"],
      },
      { ...istio, crd: "peerauthentications.security.istio.io", fields: ["mtls", "portLevelMtls", "selector"] },
      { ...istio, crd: "authorizationpolicies.security.istio.io", fields: ["action", "rules", "selector"] },
    ],
  },
  {
    operator: "velero",
    kinds: [
      {
        crd: "schedules.velero.io",
        fields: [
          "paused",
          "schedule",
          "skipImmediately",
          "template.csiSnapshotTimeout",
          "template.defaultVolumesToFsBackup",
          "template.excludedNamespaces",
          "template.excludedResources",
          "template.hooks",
          "template.includeClusterResources",
          "template.includedNamespaces",
          "template.includedResources",
          "template.labelSelector",
          "template.metadata",
          "template.snapshotMoveData",
          "template.snapshotVolumes",
          "template.storageLocation",
          "template.ttl",
          "template.volumeSnapshotLocations",
          "useOwnerReferencesInBackup",
        ],
      },
      {
        crd: "backupstoragelocations.velero.io",
        fields: [
          "accessMode",
          "backupSyncPeriod",
          "config",
          "credential",
          "default",
          "objectStorage",
          "provider",
          "validationFrequency",
        ],
      },
      { crd: "volumesnapshotlocations.velero.io", fields: ["config", "credential", "provider"] },
    ],
  },
  {
    operator: "prometheus-operator",
    kinds: [
      {
        crd: "servicemonitors.monitoring.coreos.com",
        fields: [
          ...scrapeTargets,
          "targetLabels",
          ...[...scrapeEndpoint, ...meshCertificates].map((field) => `endpoints.${field}`),
        ],
      },
      {
        crd: "podmonitors.monitoring.coreos.com",
        fields: [
          ...scrapeTargets,
          "podMetricsEndpoints.portNumber",
          ...scrapeEndpoint.map((field) => `podMetricsEndpoints.${field}`),
        ],
      },
      { crd: "prometheusrules.monitoring.coreos.com", fields: ["groups"] },
    ],
  },
  {
    operator: "cloudnative-pg",
    kinds: [
      {
        crd: "clusters.postgresql.cnpg.io",
        fields: [
          "affinity.enablePodAntiAffinity",
          "affinity.nodeSelector",
          "affinity.podAntiAffinityType",
          "affinity.tolerations",
          "affinity.topologyKey",
          "backup.barmanObjectStore.data",
          "backup.barmanObjectStore.destinationPath",
          "backup.barmanObjectStore.endpointURL",
          "backup.barmanObjectStore.s3Credentials",
          "backup.barmanObjectStore.serverName",
          "backup.barmanObjectStore.wal",
          "backup.retentionPolicy",
          "backup.target",
          "backup.volumeSnapshot.className",
          "bootstrap.initdb.database",
          "bootstrap.initdb.dataChecksums",
          "bootstrap.initdb.encoding",
          "bootstrap.initdb.owner",
          "bootstrap.initdb.postInitApplicationSQL",
          "bootstrap.initdb.secret",
          "bootstrap.recovery.backup",
          "bootstrap.recovery.database",
          "bootstrap.recovery.owner",
          "bootstrap.recovery.recoveryTarget",
          "bootstrap.recovery.secret",
          "bootstrap.recovery.source",
          "certificates",
          "description",
          "enablePDB",
          "enableSuperuserAccess",
          "imageName",
          "imagePullPolicy",
          "imagePullSecrets",
          "inheritedMetadata",
          "instances",
          "logLevel",
          "managed.roles",
          "maxSyncReplicas",
          "minSyncReplicas",
          "monitoring.disableDefaultQueries",
          "monitoring.enablePodMonitor",
          "postgresGID",
          "postgresUID",
          "postgresql.parameters",
          "postgresql.pg_hba",
          "postgresql.shared_preload_libraries",
          "postgresql.synchronous",
          "primaryUpdateMethod",
          "primaryUpdateStrategy",
          "priorityClassName",
          "resources.limits",
          "resources.requests",
          "seccompProfile",
          "smartShutdownTimeout",
          "startDelay",
          "stopDelay",
          "storage.resizeInUseVolumes",
          "storage.size",
          "storage.storageClass",
          "superuserSecret",
          "topologySpreadConstraints",
          "walStorage.resizeInUseVolumes",
          "walStorage.size",
          "walStorage.storageClass",
        ],
      },
      {
        crd: "scheduledbackups.postgresql.cnpg.io",
        fields: ["backupOwnerReference", "cluster", "immediate", "method", "schedule", "suspend", "target"],
      },
    ],
  },
  {
    operator: "cert-manager",
    kinds: [
      {
        crd: "certificates.cert-manager.io",
        fields: [
          "commonName",
          "dnsNames",
          "duration",
          "isCA",
          "issuerRef",
          "privateKey",
          "renewBefore",
          "revisionHistoryLimit",
          "secretName",
          "secretTemplate",
          "subject",
          "uris",
          "usages",
        ],
      },
      {
        crd: "issuers.cert-manager.io",
        fields: [
          "acme.email",
          "acme.privateKeySecretRef",
          "acme.server",
          "ca",
          "selfSigned.crlDistributionPoints",
          "vault.auth.kubernetes",
          "vault.caBundleSecretRef",
          "vault.path",
          "vault.server",
        ],
      },
    ],
  },
  {
    operator: "external-secrets",
    kinds: [
      {
        crd: "secretstores.external-secrets.io",
        fields: [
          "provider.aws.auth.jwt",
          "provider.aws.region",
          "provider.aws.role",
          "provider.aws.service",
          "provider.vault.auth.kubernetes",
          "provider.vault.caProvider",
          "provider.vault.namespace",
          "provider.vault.path",
          "provider.vault.server",
          "provider.vault.version",
          "refreshInterval",
          "retrySettings",
        ],
      },
      {
        crd: "externalsecrets.external-secrets.io",
        fields: [
          "data.remoteRef",
          "data.secretKey",
          "dataFrom.extract",
          "refreshInterval",
          "refreshPolicy",
          "secretStoreRef",
          "target.creationPolicy",
          "target.deletionPolicy",
          "target.immutable",
          "target.name",
          "target.template.data",
          "target.template.metadata",
          "target.template.type",
        ],
      },
    ],
  },
];
