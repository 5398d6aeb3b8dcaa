import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import { ConfigurationError } from "../../config/configuration-error";
import { deploy, load } from "../../systems";
import { Preflight } from "../../systems/preflight";
import { alone } from "./sufficient";

const sufficient = alone("mllp");

const UID = "5a1f0c1e-3f5b-4c39-9a83-2d0f3a7c9f10";
const OTHER = "00000000-3f5b-4c39-9a83-2d0f3a7c9f10";

/** What a program registered, and the messages of what went wrong. */
interface Outcome {
  readonly registered: readonly string[];
  readonly errors: ReadonlySet<unknown>;
}

/** Runs `program` on a simulated cluster whose kube-system has {@link UID} and that serves all custom resources, or only `known`. */
async function run(program: () => unknown, known?: readonly string[]): Promise<Outcome> {
  const registered: string[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, id, inputs }) => {
        if (type.endsWith(":APIService") && known?.includes(id ?? "") === false) {
          throw new Error(`resource '${id ?? ""}' does not exist`);
        }
        registered.push(name);
        const state = id === "kube-system" ? { metadata: { name: id, uid: UID } } : (inputs as object);
        return { id: id ?? name, state };
      },
      call: () => ({}),
    },
    "bulwark",
    "prod",
    true,
  );
  const errors = new Set<unknown>();
  const collect = (error: unknown): void => void errors.add(error);
  process.on("unhandledRejection", collect);
  try {
    await pulumi.runtime.runInPulumiStack(() => Promise.resolve().then(program));
    await pulumi.runtime.disconnect();
  } catch (error) {
    errors.add(error);
  }
  // Rejections that nobody handles are announced after the current turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.removeListener("unhandledRejection", collect);
  return { registered, errors };
}

/** Whether a resource is one of those by which the preflight looks at the cluster. */
const isBefore = (name: string): boolean => ["bulwark-prod", "cluster"].includes(name) || name.startsWith("preflight");

describe("Preflight", () => {
  it("lets a stack on its own cluster through", async () => {
    const { registered, errors } = await run(() => deploy(load(sufficient("prod", { "bulwark:clusterUid": UID }))));
    assert.deepEqual([...errors], []);
    assert.ok(registered.includes("mllp-server-deployment"));
  });

  it("stops before anything is registered on the wrong cluster, with one message that names both UIDs", async () => {
    const { registered, errors } = await run(() => deploy(load(sufficient("prod", { "bulwark:clusterUid": OTHER }))));
    assert.deepEqual(
      registered.filter((name) => !isBefore(name)),
      [],
    );
    assert.equal(errors.size, 1);
    const [error] = errors;
    assert.ok(error instanceof pulumi.RunError);
    assert.match(error.message, new RegExp(`${UID}.*${OTHER}`));
  });

  it("lets nothing be registered by a program that is refused while it is read, with that one error", async () => {
    const { registered, errors } = await run(() =>
      deploy(load(sufficient("prod", { "bulwark:skipAwait": ["Pod/x"] }))),
    );
    assert.deepEqual(
      registered.filter((name) => !isBefore(name)),
      [],
    );
    assert.deepEqual(
      [...errors].map((error) => error instanceof ConfigurationError),
      [true],
    );
  });

  it("lets any cluster through that answers, where no UID is configured", async () => {
    const { errors } = await run(() => deploy(load(sufficient("dev"))));
    assert.deepEqual([...errors], []);
  });

  it("fails where a custom resource is unknown", async () => {
    const program = (): unknown =>
      new Preflight("preflight", { stack: "prod", customResources: ["ScaledObject"] }, {}).verdict;
    assert.match([...(await run(program, [])).errors].map(String).join(), /v1alpha1\.keda\.sh/);
    assert.deepEqual([...(await run(program, ["v1alpha1.keda.sh"])).errors], []);
  });

  it("says what to do about it in the name that the engine prints", async () => {
    const program = (): unknown =>
      new Preflight("preflight", { stack: "prod", customResources: ["ScaledObject"] }, {}).verdict;
    const { registered } = await run(program, ["v1alpha1.keda.sh"]);
    const remedy = "install its operator, or set bulwark:capabilities.keda to false";
    assert.ok(registered.includes(`preflight-keda.sh/v1alpha1 must be served: ${remedy}`));
  });
});
