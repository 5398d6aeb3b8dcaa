import { testRule } from "../../support/rule-cases";
import { named } from "../../support/objects";

const host = "app.example.com";
const backend = { service: { name: "app", port: { number: 80 } } };
const ingress = {
  type: "kubernetes:networking.k8s.io/v1:Ingress",
  object: named("networking.k8s.io/v1", "Ingress", {
    spec: {
      tls: [{ hosts: [host], secretName: "app-tls" }],
      rules: [{ host, http: { paths: [{ path: "/api", pathType: "Prefix", backend }] } }],
    },
  }),
};
const gateway = {
  type: "kubernetes:networking.istio.io/v1beta1:Gateway",
  object: named("networking.istio.io/v1beta1", "Gateway", {
    spec: {
      servers: [
        {
          hosts: [host],
          port: { name: "https", number: 443, protocol: "HTTPS" },
          tls: { mode: "SIMPLE", credentialName: "app-tls" },
        },
      ],
    },
  }),
};

const redirect = "metadata.annotations.nginx~ingress~kubernetes~io/ssl-redirect";
testRule("ingress-tls", {
  ...ingress,
  passing: [
    ["a certificate for all hosts of a domain", { "spec.tls.0.hosts": ["*.example.com"] }],
    [
      "HTTP that redirects all the same",
      { [redirect]: "false", "metadata.annotations.nginx~ingress~kubernetes~io/force-ssl-redirect": "true" },
    ],
  ],
  failing: [
    ["no block", { "spec.tls": undefined }, "spec.tls"],
    ["no Secret", { "spec.tls.0.secretName": undefined }, "spec.tls.0.secretName"],
    ["a host without a certificate", { "spec.rules.0.host": "other.example.com" }, "spec.rules.0.host"],
    ["a wildcard one level up", { "spec.tls.0.hosts": ["*.com"] }, "spec.rules.0.host"],
    ["HTTP that does not redirect", { [redirect]: "false" }, redirect],
  ],
  unknown: ["spec.tls", "spec.tls.0.secretName", "spec.rules.0.host"],
});

const server = "spec.servers.0";
testRule("gateway-tls", {
  ...gateway,
  passing: [
    [
      "HTTP that redirects",
      {
        [`${server}.port`]: { name: "http", number: 80, protocol: "HTTP" },
        [`${server}.tls`]: { httpsRedirect: true },
      },
    ],
    ["certificates on both sides", { [`${server}.tls.mode`]: "MUTUAL" }],
  ],
  failing: [
    ["HTTP", { [`${server}.port.protocol`]: "HTTP" }, `${server}.tls.httpsRedirect`],
    ["plain TCP", { [`${server}.port.protocol`]: "TCP", [`${server}.tls`]: undefined }, `${server}.tls.mode`],
    ["TLS that ends elsewhere", { [`${server}.tls.mode`]: "PASSTHROUGH" }, `${server}.tls.mode`],
    ["no certificate", { [`${server}.tls.credentialName`]: undefined }, `${server}.tls.credentialName`],
  ],
  unknown: [`${server}.tls.mode`, `${server}.tls.credentialName`, "spec.servers"],
});

testRule("hosts", {
  ...ingress,
  failing: [
    ["a default backend", { "spec.defaultBackend": backend }, "spec.defaultBackend"],
    ["a wildcard", { "spec.rules.0.host": "*.example.com" }, "spec.rules.0.host"],
    ["no host", { "spec.rules.0.host": undefined }, "spec.rules.0.host"],
  ],
  unknown: ["spec.rules.0.host", "spec.defaultBackend"],
});

testRule("hosts", {
  ...gateway,
  failing: [
    ["a wildcard", { [`${server}.hosts`]: ["*"] }, `${server}.hosts.0`],
    ["a wildcard of a namespace", { [`${server}.hosts`]: ["team/*"] }, `${server}.hosts.0`],
  ],
  unknown: [`${server}.hosts.0`],
});

testRule("hosts", {
  type: "kubernetes:networking.istio.io/v1beta1:VirtualService",
  object: named("networking.istio.io/v1beta1", "VirtualService", { spec: { hosts: [host], http: [] } }),
  failing: [["a wildcard", { "spec.hosts": ["*"] }, "spec.hosts.0"]],
  unknown: ["spec.hosts.0", "spec.hosts"],
});
