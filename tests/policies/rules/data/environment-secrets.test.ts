import { testPodRule } from "../../support/rule-cases";

const env = (name: string, value: string) => ({
  "spec.containers.0.env": [
    { name: "A", value: "a" },
    { name, value },
  ],
});
const path = "spec.containers.0.env.1.value";

testPodRule("environment-secrets", {
  passing: [
    [
      "a reference to a Secret",
      { "spec.containers.0.env": [{ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "a", key: "b" } } }] },
    ],
    ["a file that holds a secret", env("DB_PASSWORD_FILE", "/run/secrets/db")],
    ["a path under a secret's name", env("TOKEN", "/var/run/secrets/token")],
    ["a reference to another variable", env("PGPASSWORD", "$(DB_PASSWORD)")],
    ["how long a token lives", env("ACCESS_TOKEN_TTL", "3600")],
    ["a switch", env("REQUIRE_PASSWORD", "true")],
    ["an address without a password", env("DATABASE_URL", "postgres://app@db.example.com:5432/app")],
    ["a password that comes from a variable", env("DATABASE_URL", "postgres://app:$(PGPASSWORD)@db.example.com/app")],
  ],
  failing: [
    ["a password", env("DB_PASSWORD", "hunter2"), path],
    ["a key in camel case", env("openaiApiKey", "abc123def"), path],
    ["a token", env("GITHUB_TOKEN", "abcdef"), path],
    ["a connection string with a password", env("DATABASE_URL", "postgres://app:hunter2@db.example.com/app"), path],
    ["an access key of AWS under any name", env("ID", `AKIA${"ABCD".repeat(4)}`), path],
    [
      "a secret of an init container",
      { "spec.initContainers.0.env": [{ name: "SECRET", value: "hunter2" }] },
      "spec.initContainers.0.env.0.value",
    ],
    [
      "a secret in a command",
      { "spec.containers.0.args": ["--db", "postgres://app:hunter2@db/app"] },
      "spec.containers.0.args.1",
    ],
  ],
  unknown: ["spec.containers.0.env", [env("DB_PASSWORD", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"), path]],
});
