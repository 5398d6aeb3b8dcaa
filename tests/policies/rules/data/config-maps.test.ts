import { testRule } from "../../support/rule-cases";

testRule("config-map-secrets", {
  type: "kubernetes:core/v1:ConfigMap",
  object: {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "app", namespace: "team" },
    data: { LOG_LEVEL: "info", DATABASE_URL: "postgres://db.example.com:5432/app" },
  },
  passing: [["the name of a Secret", { "data.SECRET_NAME": "app-secrets" }]],
  failing: [
    ["a certificate", { "data.ca~crt": "-----BEGIN CERTIFICATE-----\nMIIB" }, "data.ca~crt"],
    [
      "a private key, in binary",
      { "binaryData.key": Buffer.from("-----BEGIN PRIVATE KEY-----").toString("base64") },
      "binaryData.key",
    ],
    [
      "a connection string with a password",
      { "data.DATABASE_URL": "postgres://app:hunter2@db/app" },
      "data.DATABASE_URL",
    ],
    ["a password", { "data.DB_PASSWORD": "hunter2" }, "data.DB_PASSWORD"],
  ],
  unknown: ["data.LOG_LEVEL", "data"],
});
