/** The provider's process, driven without the engine, whose own work would drown a second. */
import { strict as assert } from "node:assert";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ConfigureRequest, CreateRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { bundlePlugins } from "../../../../lab/plugins/build";
import { encodeStruct } from "../../../../lab/plugins/shared";
import { eventually, sharedLab, uniqueName, type TestLab } from "../../support";

/** The issue's own limit for the provider, in milliseconds. */
const CANCEL_LIMIT_MS = 1_000;

describe("the kubernetes provider's process", function () {
  this.timeout(60_000);
  const namespace = uniqueName("cancel");
  let lab: TestLab;
  let provider: ChildProcess;
  let client: ResourceProviderClient;

  before(async function () {
    // Without a lab of the test runner's this one starts its own.
    this.timeout(180_000);
    lab = await sharedLab();
    await lab.kubectl("create", "namespace", namespace);
    const { kubernetes } = await bundlePlugins(["kubernetes"]);
    provider = spawn(process.execPath, [kubernetes], { stdio: ["ignore", "pipe", "ignore"] });
    const [port] = (await once(provider.stdout!, "data")) as [Buffer];
    client = new ResourceProviderClient(`127.0.0.1:${port.toString().trim()}`, credentials.createInsecure());
    const configuration = new ConfigureRequest();
    configuration.getVariablesMap().set("kubernetes:config:kubeconfig", lab.kubeconfig);
    await promisify<ConfigureRequest, unknown>(client.configure.bind(client))(configuration);
  });

  after(async () => {
    client.close();
    provider.kill();
    await lab.kubectl("delete", "namespace", namespace, "--wait=false");
  });

  it("ends every wait within a second of Cancel, and reports what it has made", async () => {
    const names = ["one", "two", "three"];
    const failures = names.map((name) => failure(deployment(name)));
    await eventually("all are created", async () => {
      const made = await lab.kubectl("get", "deployments", "-n", namespace, "-o", "name");
      return names.every((name) => made.includes(`/${name}`));
    });
    const before = performance.now();
    await promisify<Empty, unknown>(client.cancel.bind(client))(new Empty());
    const errors = await Promise.all(failures);
    const took = performance.now() - before;
    assert.ok(took < CANCEL_LIMIT_MS, `${took.toFixed(0)} ms`);
    for (const { metadata } of errors) assert.equal(metadata.get("grpc-status-details-bin").length, 1);
  });

  /** Creates a Deployment whose pod never becomes ready; resolves with the call's error. */
  function failure(request: CreateRequest): Promise<ServiceError> {
    return new Promise((resolve, reject) => {
      client.create(request, (error) => {
        if (error === null) reject(new Error("it became ready"));
        else resolve(error);
      });
    });
  }

  function deployment(name: string): CreateRequest {
    const labels = { app: name };
    const containers = [{ name: "app", image: "registry.example.com/never-ready:1" }];
    const properties = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
    };
    return new CreateRequest()
      .setUrn(`urn:pulumi:test::probe::kubernetes:apps/v1:Deployment::${name}`)
      .setProperties(encodeStruct(properties));
  }
});
