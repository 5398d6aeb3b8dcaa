import assert from "node:assert/strict";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { ArgumentError } from "../../components/argument-error";
import { BulwarkComponent, type ChildOptions, type ComponentType } from "../../components/base";
import type { CustomFields } from "../../components/custom-resources";
import type { ConfigMapArgs } from "@pulumi/kubernetes/core/v1";
import { record } from "./recorder";

/** One ConfigMap, made in different ways. */
class Sample extends BulwarkComponent {
  constructor(
    name: string,
    make: (sample: Sample) => void,
    options: pulumi.ComponentResourceOptions = {},
    formerTypes: readonly ComponentType[] = [],
  ) {
    super("bulwark:components:Sample", name, options, formerTypes);
    make(this);
    this.done({ made: true });
  }

  add(options: ChildOptions<ConfigMapArgs> = {}, data: Record<string, string> = { a: "1", b: "2" }): void {
    this.child(ConfigMap, "config", () => ({ metadata: { name: "fixed", namespace: "shop" }, data }), options);
  }

  addCustom(options: ChildOptions<CustomFields<"PeerAuthentication">> = {}): void {
    this.custom(
      "PeerAuthentication",
      "mtls",
      () => ({ metadata: { name: "default", namespace: "shop", labels: {} }, spec: { mtls: { mode: "STRICT" } } }),
      options,
    );
  }

  addNamed(name: string): void {
    new ConfigMap(name, {}, { parent: this });
  }

  refuse(): void {
    this.child(ConfigMap, "config", () => {
      throw new ArgumentError("data.a", "too much", "less", "take some away");
    });
  }
}

const plain = (sample: Sample): void => {
  sample.add();
};

describe("components/base", () => {
  it("registers under its own type, as parent of its children, and publishes outputs", async () => {
    const { one } = await record(() => new Sample("shop", plain));
    const child = one("ConfigMap");
    assert.equal(one("Sample").type, "bulwark:components:Sample");
    assert.equal(child.name, "shop-config");
    assert.equal(child.parent, one("Sample").urn);
  });

  it("bounds every child to ten minutes (R-79)", async () => {
    const { one } = await record(() => new Sample("shop", plain));
    assert.equal(one("ConfigMap").updateTimeout, "10m");
  });

  it("hands an alias of its own down to its children, so that a rename keeps their URNs", async () => {
    const { one } = await record(() => new Sample("store", plain, { aliases: [{ name: "shop" }] }));
    assert.deepEqual(
      one("Sample").aliases.map(({ name }) => name),
      ["shop"],
    );
    // The child's name begins with the component's, which is what the engine replaces.
    assert.equal(one("ConfigMap").name, "store-config");
  });

  it("keeps resources that were made under a former type of the class", async () => {
    const { one } = await record(() => new Sample("shop", plain, {}, ["bulwark:components:Old"]));
    assert.deepEqual(
      one("Sample").aliases.map(({ type }) => type),
      ["bulwark:components:Old"],
    );
  });

  it("refuses a child whose name does not begin with its own", async () => {
    for (const name of ["other", "shopping", "my-shop"]) {
      const program = (): unknown =>
        new Sample("shop", (sample) => {
          sample.addNamed(name);
        });
      await assert.rejects(
        record(program),
        new RegExp(`Sample "shop": a child "${name}" of type kubernetes:core/v1:ConfigMap is given, allowed is "shop"`),
      );
    }
    await record(
      () =>
        new Sample("shop", (sample) => {
          sample.addNamed("shop-x");
        }),
    );
    await record(
      () =>
        new Sample("shop", (sample) => {
          sample.addNamed("shop");
        }),
    );
  });

  it("refuses a child after done()", async () => {
    await assert.rejects(
      record(() => {
        new Sample("shop", plain).addNamed("shop-late");
      }),
      /a child "shop-late" .* after done\(\), allowed is none/,
    );
  });

  it("says where an argument was refused, as an error that Pulumi prints without a stack trace", async () => {
    await assert.rejects(
      record(
        () =>
          new Sample("shop", (sample) => {
            sample.refuse();
          }),
      ),
      (error: Error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        const where = 'Sample "shop", child "shop-config"';
        assert.equal(error.message, `${where}: data.a: too much is given, allowed is less; take some away`);
        return true;
      },
    );
  });

  it("makes its children wait for what it waits for, and be retained with it", async () => {
    const { one } = await record(() => {
      const first = new ConfigMap("first");
      new Sample("shop", plain, { dependsOn: [first], retainOnDelete: true, protect: true });
    });
    const child = one("ConfigMap", "shop-config");
    assert.deepEqual(child.dependencies, [one("ConfigMap", "first").urn]);
    assert.equal(child.retainOnDelete, true);
    assert.equal(child.protect, true);
  });

  it("waits for a list that is known only later", async () => {
    const { one } = await record(() => {
      const first = new ConfigMap("first");
      new Sample("shop", plain, { dependsOn: pulumi.output([first]) });
    });
    assert.deepEqual(one("ConfigMap", "shop-config").dependencies, [one("ConfigMap", "first").urn]);
  });

  it("merges a transform into one child", async () => {
    const transform = { metadata: { labels: { tier: "one" } }, data: { b: "3" } };
    const { one } = await record(
      () =>
        new Sample("shop", (sample) => {
          sample.add({ transform });
        }),
    );
    const { metadata, data } = one("ConfigMap").inputs;
    assert.deepEqual(data, { a: "1", b: "3" });
    assert.deepEqual(metadata, { name: "fixed", namespace: "shop", labels: { tier: "one" } });
  });

  it("lets a function edit arguments and options", async () => {
    const { one } = await record(
      () =>
        new Sample("shop", (sample) => {
          sample.add({
            transform: (args, options, childName) => {
              args.data = { childName };
              options.protect = true;
            },
          });
        }),
    );
    assert.deepEqual(one("ConfigMap").inputs["data"], { childName: "shop-config" });
    assert.equal(one("ConfigMap").protect, true);
  });

  it("refuses a transform that renames or moves the object", async () => {
    for (const metadata of [{ name: "other" }, { namespace: "other" }]) {
      await assert.rejects(
        record(
          () =>
            new Sample("shop", (sample) => {
              sample.add({ transform: { metadata } });
            }),
        ),
        /transform: metadata\.name(space)?: other is given, allowed is "(fixed|shop)"/,
      );
    }
  });

  describe("custom resources", () => {
    const custom = (options?: ChildOptions<CustomFields<"PeerAuthentication">>): (() => unknown) => {
      const make = (sample: Sample): void => {
        sample.addCustom(options);
      };
      return () => new Sample("shop", make);
    };

    it("are children of the type that the API knows", async () => {
      const { one } = await record(custom());
      const child = one("PeerAuthentication");
      assert.equal(child.type, "kubernetes:security.istio.io/v1beta1:PeerAuthentication");
      assert.equal(child.name, "shop-mtls");
      assert.equal(child.parent, one("Sample").urn);
      assert.equal(child.updateTimeout, "10m");
      assert.deepEqual(child.inputs, {
        apiVersion: "security.istio.io/v1beta1",
        kind: "PeerAuthentication",
        metadata: { name: "default", namespace: "shop", labels: {} },
        spec: { mtls: { mode: "STRICT" } },
      });
    });

    it("take a transform of their metadata and spec", async () => {
      const transform = { metadata: { labels: { tier: "one" } }, spec: { selector: { matchLabels: { app: "shop" } } } };
      const { inputs } = (await record(custom({ transform }))).one("PeerAuthentication");
      assert.deepEqual(inputs["metadata"], { name: "default", namespace: "shop", labels: { tier: "one" } });
      assert.deepEqual(inputs["spec"], { mtls: { mode: "STRICT" }, selector: { matchLabels: { app: "shop" } } });
    });

    it("refuse a transform that renames them", async () => {
      const transform = { metadata: { name: "other" } };
      await assert.rejects(
        record(custom({ transform })),
        /Sample "shop", child "shop-mtls": transform: metadata\.name: other is given, allowed is "default"/,
      );
    });
  });
});
