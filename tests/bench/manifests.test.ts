import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { applicable, helmTemplate, rollouts, stream } from "./manifests";

/** The objects of prod as every rendering has them. */
const PROD = join(__dirname, "../golden/prod");
const file = (path: string, content: string): { path: string; content: string } => ({ path, content });

describe("bench/manifests", () => {
  it("gives every Secret values that are base64", () => {
    const [secret] = applicable([file("shop/secret.s.yaml", "kind: Secret\ndata:\n  a: <secret>\n  b: eA==\n")]);
    const { data } = parse(secret?.text ?? "") as { data: Record<string, string> };
    assert.deepEqual(data, { a: Buffer.from("<secret>").toString("base64"), b: "eA==" });
  });

  it("puts namespaces first and leaves out the inventory and patches of others' objects", () => {
    const objects = applicable([
      file("_cluster/clusterrole.a.yaml", "kind: ClusterRole\n"),
      file("_cluster/namespace.shop.yaml", "kind: Namespace\n"),
      file("_cluster/namespacepatch.client.yaml", "kind: Namespace\n"),
      file("inventory.txt", "urn"),
    ]);
    assert.deepEqual(
      objects.map(({ path }) => path),
      ["_cluster/namespace.shop.yaml", "_cluster/clusterrole.a.yaml"],
    );
  });

  it("names the workloads to wait for, per namespace", () => {
    const object = (kind: string, name: string): { path: string; text: string } => ({
      path: "",
      text: `kind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: shop\n`,
    });
    assert.deepEqual(rollouts([object("Deployment", "a"), object("StatefulSet", "b"), object("Service", "a")]), [
      { namespace: "shop", workloads: ["deployment/a", "statefulset/b"] },
    ]);
  });

  it("keeps the templates of alerts out of Helm's hands", () => {
    const text = "text: '{{ $value }} of {{ $labels.pod }}'";
    assert.equal(
      helmTemplate({ path: "", text }),
      `text: '{{ "{{" }} $value }} of {{ "{{" }} $labels.pod }}'`,
      "Helm prints the quoted braces; closing ones alone are text",
    );
  });

  it("takes every object of prod, none twice", () => {
    const paths = readdirSync(PROD, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".yaml"));
    const files = paths.map((path) => file(path, readFileSync(join(PROD, path), "utf8")));
    const documents = parseAllDocuments(stream(applicable(files)));
    assert.equal(documents.length, paths.filter((path) => !path.includes("patch.")).length);
    assert.ok(documents.every(({ errors }) => errors.length === 0));
  });
});
