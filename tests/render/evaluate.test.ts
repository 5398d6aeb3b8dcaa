import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { evaluate } from "../../render/evaluate";
import { renderInventory } from "../../render/inventory";
import { renderObjects } from "../../render/objects";
import { COMPUTED, SECRET } from "../../render/registration";

class Family extends pulumi.ComponentResource {
  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super("bulwark:components:Family", name, {}, options);
    this.registerOutputs();
  }
}

function program(): void {
  const provider = new k8s.Provider("cluster", { context: "somewhere" });
  const parent = new Family("family", { provider });
  const password = new random.RandomPassword("password", { length: 20 }, { parent });
  const metadata = {
    name: "credentials",
    namespace: "somewhere",
    annotations: { checksum: pulumi.unsecret(password.result).apply((text) => text.toUpperCase()) },
  };
  new k8s.core.v1.Secret(
    "credentials",
    { metadata, stringData: { password: password.result, fixed: pulumi.secret("hidden") } },
    {
      parent,
      protect: true,
      retainOnDelete: true,
      ignoreChanges: ["data"],
      aliases: [{ name: "old" }],
      customTimeouts: { create: "10m" },
    },
  );
  k8s.core.v1.Namespace.get("system", "kube-system", { provider });
}

const fail = (message: string): never => {
  throw new Error(message);
};

describe("render/evaluate", () => {
  const record = () => evaluate("bulwark", "dev", program);

  it("writes the URN that the engine would give", async () => {
    const urns = (await record()).map(({ urn }) => urn);
    assert.ok(
      urns.includes("urn:pulumi:dev::bulwark::bulwark:components:Family$kubernetes:core/v1:Secret::credentials"),
    );
  });

  it("shows the keys of a Secret and none of its values", async () => {
    const [file] = renderObjects(await record());
    assert.equal(file?.path, "somewhere/secret.credentials.yaml");
    assert.match(file.content, /stringData:\n {2}fixed: <secret>\n {2}password: <secret>/);
    assert.doesNotMatch(file.content, /hidden|generated/i);
  });

  it("passes a warning of the program on once, although it evaluates a generated value twice", async () => {
    const { warn } = console;
    const warnings: string[] = [];
    console.warn = (text: string) => void warnings.push(text);
    try {
      await evaluate("bulwark", "dev", () => {
        program();
        void pulumi.log.warn("mind the gap");
      });
    } finally {
      console.warn = warn;
    }
    assert.deepEqual(warnings, ["warning: [runtime] mind the gap"]);
  });

  it("marks what is computed from a generated value", async () => {
    const secret = (await record()).find(({ name }) => name === "credentials");
    const { annotations } = secret?.inputs["metadata"] as { annotations: Record<string, string> };
    assert.equal(annotations["checksum"], COMPUTED);
    assert.notEqual(COMPUTED, SECRET);
  });

  it("lists the options of each resource", async () => {
    const inventory = renderInventory(await record());
    for (const line of [
      "  protect\n",
      "  retainOnDelete\n",
      "  ignoreChanges: data\n",
      "  aliases: name=old\n",
      "  customTimeouts: create 10m\n",
      "  provider: pulumi:providers:kubernetes::cluster\n",
      "  read: kube-system\n",
    ]) {
      assert.ok(inventory.includes(line), line);
    }
  });

  it("gives the same result for a stack whatever was evaluated before it", async () => {
    const first = await record();
    await evaluate("bulwark", "prod", program);
    assert.deepEqual(await record(), first);
  });

  it("throws the program's error, also one raised in an apply", async () => {
    await assert.rejects(
      evaluate("bulwark", "dev", () => fail("at once")),
      /at once/,
    );
    const late = () => void pulumi.output(1).apply(() => fail("later"));
    await assert.rejects(evaluate("bulwark", "dev", late), /later/);
  });
});
