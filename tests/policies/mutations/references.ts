/** Ways to break what leads from one object to another, to lose backups, and to put secrets where all can read them. */
import type { Value } from "../../../policies/values/field";
import { get } from "./inventory";
import { both, called, ofKind, type Mutations } from "./mutation";

export function loosenReferences(m: Mutations): void {
  pods(m);
  routes(m);
  monitors(m);
  backups(m);
  configMaps(m);
  databases(m);
}

function pods(m: Mutations): void {
  // Headers of the Ingress are no pod's business; the vault's account belongs to the secret store.
  m.without(
    "config-references",
    both(ofKind("ConfigMap"), (item) => !called("audit-server-headers")(item)),
  );
  m.without("config-references", both(ofKind("Secret", "ExternalSecret")));
  // The others take all keys that there are.
  const named = called("healthcare-app-config", "healthcare-app-secrets", "postgres-secrets");
  m.edit(
    "config-references",
    both(ofKind("ConfigMap", "Secret"), named),
    ...["PHX_HOST", "POOL_SIZE", "DATABASE_URL", "ENCRYPTION_KEY", "password"].map((key) => ({
      [`data.${key}`]: undefined,
    })),
  );
  m.edit(
    "config-references",
    ofKind("ExternalSecret"),
    { "spec.target.name": "another" },
    { "metadata.namespace": "elsewhere" },
  );
  m.without(
    "pod-references",
    both(ofKind("ServiceAccount"), (item) => !called("vault-auth")(item)),
  );
  m.pods("pod-references", { "spec.serviceAccountName": "nobody" });
  m.pods("pod-references", { "spec.volumes.9": { name: "added", persistentVolumeClaim: { claimName: "nothing" } } });
  m.edit(
    "distinct-selectors",
    both(ofKind("Deployment"), (item) => get(item.object, "metadata", "namespace") !== "smedrec-audit"),
    {
      "spec.selector": { matchLabels: { "app.kubernetes.io/managed-by": "pulumi" } },
    },
  );
}

function routes(m: Mutations): void {
  const service = ofKind("Service");
  m.edit(
    "service-pods",
    service,
    { "spec.selector": { app: "another" } },
    { "spec.ports.0.targetPort": 65000 },
    { "spec.ports.0.targetPort": "nothing" },
    { "metadata.namespace": "elsewhere" },
  );
  m.without(
    "route-services",
    both(
      service,
      called("healthcare-service", "audit-server", "booking-service", "patient-service", "availability-service"),
    ),
  );
  m.edit(
    "route-services",
    ofKind("VirtualService"),
    { "spec.http.0.route.0.destination.host": "nothing" },
    { "spec.http.0.route.0.destination.port.number": 81 },
  );
  m.edit(
    "route-services",
    ofKind("Ingress"),
    { "spec.rules.0.http.paths.0.backend.service.name": "nothing" },
    { "spec.rules.0.http.paths.0.backend.service.port.number": 81 },
  );
}

function monitors(m: Mutations): void {
  const monitor = ofKind("ServiceMonitor", "PodMonitor");
  m.edit(
    "monitor-targets",
    monitor,
    { "spec.selector.matchLabels": { app: "another" } },
    { "metadata.namespace": "elsewhere" },
  );
  m.edit("monitor-targets", ofKind("ServiceMonitor"), { "spec.endpoints.0.port": "nothing" });
  m.edit("monitor-targets", ofKind("PodMonitor"), { "spec.podMetricsEndpoints.0.port": "nothing" });
}

function backups(m: Mutations): void {
  const schedule = ofKind("Schedule");
  m.edit(
    "backup-schedule",
    schedule,
    { "spec.schedule": undefined },
    { "spec.schedule": "daily" },
    { "spec.schedule": "0 25 * * *" },
    { "spec.paused": true },
  );
  m.edit(
    "backup-scope",
    schedule,
    { "spec.template.ttl": undefined },
    { "spec.template.ttl": "1h" },
    { "spec.template.includedNamespaces": [] },
    { "spec.template.includedNamespaces": ["*"] },
    { "spec.template.excludedResources": ["persistentvolumes"] },
  );
  m.edit(
    "namespace-backups",
    schedule,
    { "spec.template.includedNamespaces": ["another"] },
    { "spec.template.snapshotVolumes": false },
  );
}

function configMaps(m: Mutations): void {
  m.edit(
    "config-map-secrets",
    ofKind("ConfigMap"),
    { "data.DATABASE_PASSWORD": "correct-horse" },
    { "data.STORE": "postgres://app:correct-horse@db:5432/app" },
    { "data.tls~crt": "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----" },
    { "binaryData.key": Buffer.from("-----BEGIN PRIVATE KEY-----\nabc").toString("base64") },
  );
}

/** The inventory has no cluster of CloudNativePG: each mutation adds one. */
function databases(m: Mutations): void {
  const cluster = (spec: Readonly<Record<string, Value>>): Value => ({
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Cluster",
    metadata: { name: "added", namespace: "bitvault-prod" },
    spec: {
      instances: 3,
      imageName: `registry.example.com/postgres:16@sha256:${"ab".repeat(32)}`,
      resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } },
      storage: { size: "10Gi", storageClass: "fast-ssd" },
      ...spec,
    },
  });
  m.plus("database-image-tag", cluster({ imageName: "registry.example.com/postgres" }));
  m.plus("database-image-digest", cluster({ imageName: "registry.example.com/postgres:16" }));
  m.plus("database-image-registry", cluster({ imageName: `docker.io/postgres:16@sha256:${"ab".repeat(32)}` }));
  m.plus("database-resources", cluster({ resources: {} }), cluster({ resources: { requests: { cpu: "1" } } }));
  m.plus(
    "database-access",
    cluster({ enableSuperuserAccess: true }),
    cluster({ seccompProfile: { type: "Unconfined" } }),
  );
  m.plus("storage-class", cluster({ storage: { size: "10Gi" } }));
  m.plus("protect-data", cluster({}));
  m.plus("own-network-policy", cluster({}));
}
