/** Ways to open what is closed: NetworkPolicies, Services, edges, the mesh, namespaces. */
import type { Value } from "../../../policies/values/field";
import { get, textAt } from "./inventory";
import { both, called, ofKind, type Mutations, type Where } from "./mutation";

const policies = ofKind("NetworkPolicy");
const denies = both(policies, called("default-deny-all"));
const open: Where = called("mllp-server-egress");
const has =
  (...path: readonly string[]): Where =>
  (item) =>
    get(item.object, ...path) !== undefined;

export function loosenNetwork(m: Mutations): void {
  peers(m);
  coverage(m);
  services(m);
  edges(m);
  mesh(m);
  namespaces(m);
}

function peers(m: Mutations): void {
  for (const [direction, side] of [
    ["egress", "to"],
    ["ingress", "from"],
  ] as const) {
    const ruled = both(policies, has("spec", direction, "0"), (item) => !open(item));
    const selectors = [{}, { matchLabels: {} }, { matchExpressions: [] }];
    m.edit(
      "open-peers",
      ruled,
      { [`spec.${direction}.0.${side}`]: undefined },
      { [`spec.${direction}.0.${side}`]: [] },
      { [`spec.${direction}.0`]: {} },
      ...selectors.map((namespaceSelector) => ({ [`spec.${direction}.0.${side}.0`]: { namespaceSelector } })),
      {
        [`spec.${direction}.0.${side}.0`]: {
          namespaceSelector: { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "Exists" }] },
        },
      },
    );
    m.edit("open-peers", both(policies, denies), { [`spec.${direction}`]: [{}] });
    m.edit(
      "open-ports",
      ruled,
      { [`spec.${direction}.0.ports`]: undefined },
      { [`spec.${direction}.0.ports`]: [] },
      { [`spec.${direction}.0.ports.0`]: { protocol: "TCP" } },
      { [`spec.${direction}.0.ports.0`]: { port: 1, endPort: 65_535 } },
    );
  }
  const ruled = both(policies, has("spec", "egress", "0"), (item) => !open(item));
  const elsewhere = both(ruled, (item) => !called("healthcare-app-policy")(item));
  m.edit(
    "external-egress",
    elsewhere,
    { "spec.egress.0.to.0": { ipBlock: { cidr: "0.0.0.0/0" } } },
    { "spec.egress.0.to.0": { ipBlock: { cidr: "::/0" } } },
    { "spec.egress.0.to.0": { ipBlock: { cidr: "0.0.0.0/1" } } },
    { "spec.egress.0.to.0": { ipBlock: { cidr: "2000::/3" } } },
  );
  // The app of the Elixir stack may reach the internet, by an exemption: this much of it.
  const exempted = both(policies, called("healthcare-app-policy"));
  const internet = "spec.egress.2";
  m.edit(
    "open-blocks",
    exempted,
    ...[0, 1, 2, 3, 4].map((index) => ({ [`${internet}.to.0.ipBlock.except.${index}`]: undefined })),
    { [`${internet}.to.0.ipBlock.except`]: undefined },
    { [`${internet}.to.0.ipBlock`]: { cidr: "0.0.0.0/1" } },
    { [`${internet}.ports`]: undefined },
    { [`${internet}.ports.0.port`]: 22 },
    { [`${internet}.ports.1`]: { port: 25, protocol: "TCP" } },
    { [`${internet}.ports.0.protocol`]: "UDP" },
  );
  m.edit("external-egress", both(policies, called("bitvault-web", "patient-service", "availability-service")), {
    "spec.egress.0.to.0": { ipBlock: { cidr: "203.0.113.0/24" } },
  });
  m.edit(
    "closed-workloads",
    both(policies, called("bitvault-web")),
    { "spec.egress.1.to.0": { ipBlock: { cidr: "203.0.113.7/32" } } },
    { "spec.egress.1.to.0": { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "minio" } } } },
    {
      "spec.egress.2": {
        to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "minio" } } }],
        ports: [{ port: 9000 }],
      },
    },
  );
}

function coverage(m: Mutations): void {
  m.without("default-deny", denies);
  m.edit(
    "default-deny",
    denies,
    { "spec.policyTypes": ["Ingress"] },
    { "spec.policyTypes": ["Egress"] },
    { "spec.podSelector": { matchLabels: { track: "stable" } } },
    { "spec.ingress": [{ from: [{ podSelector: {} }] }] },
    { "spec.egress": [{ to: [{ podSelector: {} }] }] },
    { "metadata.namespace": "elsewhere" },
  );
  // MLLP has two policies.
  const own = both(policies, (item) => !denies(item) && !textAt(item, "metadata", "name").startsWith("mllp-"));
  m.without("own-network-policy", own);
  m.edit(
    "own-network-policy",
    own,
    { "spec.podSelector": {} },
    { "spec.podSelector.matchLabels": { app: "another" } },
    { "metadata.namespace": "elsewhere" },
  );
  m.edit("closed-pods", ofKind("Deployment", "StatefulSet"), { "metadata.namespace": "elsewhere" });
}

function services(m: Mutations): void {
  const service = ofKind("Service");
  m.edit(
    "service-type",
    service,
    { "spec.type": "NodePort" },
    { "spec.type": "LoadBalancer" },
    { "spec.type": "ExternalName" },
  );
  m.edit(
    "external-addresses",
    service,
    { "spec.externalIPs": ["203.0.113.7"] },
    { "spec.loadBalancerIP": "203.0.113.7" },
  );
}

function edges(m: Mutations): void {
  const ingress = ofKind("Ingress");
  m.edit(
    "ingress-tls",
    ingress,
    { "spec.tls": undefined },
    { "spec.tls": [] },
    { "spec.tls.0.secretName": undefined },
    { "spec.tls.0.hosts": ["other.example.com"] },
    { "spec.rules.1": { host: "plain.example.com" } },
    {
      "metadata.annotations.nginx~ingress~kubernetes~io/force-ssl-redirect": undefined,
      "metadata.annotations.nginx~ingress~kubernetes~io/ssl-redirect": "false",
    },
  );
  const gateway = ofKind("Gateway");
  m.edit(
    "gateway-tls",
    gateway,
    { "spec.servers.0.port.protocol": "HTTP" },
    { "spec.servers.0.tls.mode": "PASSTHROUGH" },
    { "spec.servers.0.tls.mode": undefined },
    { "spec.servers.0.tls.credentialName": undefined },
    { "spec.servers.0.tls": undefined },
    {
      "spec.servers.1": { port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["healthcare.example.com"] },
    },
  );
  m.edit("hosts", gateway, { "spec.servers.0.hosts.0": "*" }, { "spec.servers.0.hosts.0": "*.example.com" });
  m.edit("hosts", ofKind("VirtualService"), { "spec.hosts.0": "*" }, { "spec.hosts": ["*.example.com"] });
  m.edit(
    "hosts",
    ingress,
    { "spec.rules.0.host": undefined },
    { "spec.rules.0.host": "*.smedrec.com" },
    { "spec.defaultBackend": { service: { name: "audit-server", port: { number: 80 } } } },
  );
  metrics(m);
}

function metrics(m: Mutations): void {
  m.without("metrics-inside", both(ofKind("Ingress"), called("audit-server-metrics-deny")));
  m.edit(
    "metrics-inside",
    both(ofKind("Ingress"), called("audit-server-metrics-deny")),
    { "spec.rules.0.http.paths.0.pathType": "Prefix" },
    { "spec.rules.0.http.paths.0.path": "/other" },
    { "spec.rules.0.host": "other.smedrec.com" },
    { "metadata.annotations.nginx~ingress~kubernetes~io/denylist-source-range": "10.0.0.0/8" },
    { "metadata.annotations.nginx~ingress~kubernetes~io/denylist-source-range": undefined },
  );
  const backend = { service: { name: "audit-server", port: { number: 80 } } };
  const published = (path: string, pathType: string): Value => ({
    host: "api.smedrec.com",
    http: { paths: [{ path, pathType, backend }] },
  });
  m.edit(
    "metrics-inside",
    both(ofKind("Ingress"), called("audit-server")),
    { "spec.rules.0.host": "api.smedrec.com" },
    { "spec.rules.1": published("/metrics", "Exact") },
    { "spec.rules.1": published("/metrics/", "Prefix") },
    {
      "spec.rules.1": published("/.*", "ImplementationSpecific"),
      "metadata.annotations.nginx~ingress~kubernetes~io/use-regex": "true",
    },
  );
  m.edit(
    "metrics-inside",
    both(ofKind("VirtualService"), called("healthcare-routes")),
    { "spec.http.0.match": undefined },
    { "spec.http.0.match.0.uri": { prefix: "/" } },
    { "spec.http.0.match.0.uri": { exact: "/metrics" } },
    { "spec.http.0.match.0.uri": { regex: "/.*" } },
    { "spec.http.0.match.1": { uri: { prefix: "/met" } } },
  );
  m.edit(
    "metrics-inside",
    both(ofKind("VirtualService"), (item) => !called("healthcare-routes")(item)),
    {
      "spec.gateways.1": "public",
      "spec.http.0.match": [{ uri: { prefix: "/" } }],
    },
  );
}

function mesh(m: Mutations): void {
  const authentication = ofKind("PeerAuthentication");
  m.edit(
    "strict-mtls",
    authentication,
    { "spec.mtls.mode": "PERMISSIVE" },
    { "spec.mtls.mode": "DISABLE" },
    { "spec.mtls": undefined },
    { "spec.portLevelMtls": { "4000": { mode: "PERMISSIVE" } } },
  );
  m.without("mesh-mtls", authentication);
  m.edit(
    "mesh-mtls",
    authentication,
    { "spec.selector.matchLabels": { app: "healthcare" } },
    { "spec.mtls.mode": "PERMISSIVE" },
    { "metadata.namespace": "elsewhere" },
  );
  m.edit("mesh-mtls", both(ofKind("Namespace"), called("bitvault-prod", "smedrec-audit")), {
    "metadata.labels.istio-injection": "enabled",
  });
  const authorization = ofKind("AuthorizationPolicy");
  m.without("mesh-authorization", authorization);
  m.edit(
    "mesh-authorization",
    authorization,
    ...["AUDIT", "CUSTOM", "DENY"].map((action) => ({ "spec.action": action })),
    { "spec.selector.matchLabels": { app: "another" } },
    { "metadata.namespace": "elsewhere" },
  );
  m.edit(
    "authorization-peers",
    ofKind("AuthorizationPolicy"),
    { "spec.rules.0.from": undefined },
    { "spec.rules.0.from": [] },
    { "spec.rules.0": {} },
    { "spec.rules.1": {} },
    { "spec.rules.0.from.0.source": {} },
    { "spec.rules.0.from.0.source": { principals: ["*"] } },
    { "spec.rules.0.from.0.source": { namespaces: ["*"] } },
    { "spec.rules.0.from.0.source": { notPrincipals: ["cluster.local/ns/a/sa/b"] } },
    { "spec.rules.0.from.0.source": { principals: ["cluster.local/*"] } },
    { "spec.rules.0.from.0.source": { ipBlocks: ["0.0.0.0/0"] } },
  );
}

function namespaces(m: Mutations): void {
  const namespace = ofKind("Namespace");
  const label = (name: string): string => `metadata.labels.pod-security~kubernetes~io/${name}`;
  for (const name of ["enforce", "enforce-version", "warn", "audit"]) {
    m.edit("namespace-pod-security", namespace, { [label(name)]: undefined }, { [label(name)]: "privileged" });
  }
  m.edit(
    "namespace-pod-security",
    namespace,
    { [label("enforce")]: "baseline" },
    { [label("enforce-version")]: "v1.20" },
  );
  m.edit("server-namespaces", both(namespace, called("healthcare-prod")), {
    "metadata.labels.network-policy/mllp-client": "true",
  });
  m.edit(
    "namespace-environment",
    namespace,
    ...["dev", "staging", "preview", "preview-pr-7"].map((name) => ({
      "metadata.labels.bulwark~io/environment": name,
    })),
  );
  m.edit("preview-namespaces", namespace, { "metadata.labels.bulwark~io/environment": "preview" });
  m.edit("preview-namespaces", namespace, { "metadata.name": "bitvault-preview-pr-7" });
  const workloads = ofKind("Deployment", "StatefulSet");
  m.edit(
    "platform-namespaces",
    workloads,
    ...["kube-system", "istio-system", "velero", "bitvault-system"].map((name) => ({ "metadata.namespace": name })),
  );
  m.edit("own-namespace", workloads, { "metadata.namespace": undefined }, { "metadata.namespace": "default" });
}
