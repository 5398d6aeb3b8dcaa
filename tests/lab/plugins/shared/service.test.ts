import assert from "node:assert/strict";
import { Server, ServerCredentials, credentials, status, type ServiceError } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import {
  ResourceProviderClient,
  ResourceProviderService,
  type IResourceProviderServer,
} from "@pulumi/pulumi/proto/provider_grpc_pb";
import { CreateRequest, CreateResponse, ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import {
  PluginError,
  UNLIMITED_MESSAGES,
  decodeStruct,
  encodeStruct,
  implement,
  resourceInitFailed,
  type Methods,
} from "../../../../lab/plugins/shared";
import { isServiceError } from "../../../../lab/plugins/shared/errors";
import { engineAddressOf } from "../../../../lab/plugins/shared/plugin";

describe("a plugin's gRPC service", () => {
  let server: Server;
  let client: ResourceProviderClient;
  let cancellation: AbortController;
  let methods: Methods<IResourceProviderServer>;

  before(async () => {
    cancellation = new AbortController();
    methods = {};
    const forwarding: Methods<IResourceProviderServer> = {
      create: (request, context) => methods.create?.(request, context) ?? new CreateResponse(),
    };
    server = new Server(UNLIMITED_MESSAGES);
    server.addService(ResourceProviderService, implement(ResourceProviderService, forwarding, cancellation.signal));
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), UNLIMITED_MESSAGES);
  });
  after(() => {
    client.close();
    server.forceShutdown();
  });

  function create(request = new CreateRequest()): Promise<CreateResponse> {
    return new Promise((resolve, reject) => {
      client.create(request, (error, response) => {
        if (error === null) resolve(response);
        else reject(error);
      });
    });
  }

  async function failure(): Promise<ServiceError> {
    const failed: unknown = await create().catch((error: unknown) => error);
    assert.ok(isServiceError(failed), "the call succeeded");
    return failed;
  }

  it("answers with what an async method returns, however large", async () => {
    const large = "x".repeat(5_000_000);
    methods.create = (request) => Promise.resolve(new CreateResponse().setProperties(request.getProperties()));
    const response = await create(new CreateRequest().setProperties(encodeStruct({ large })));
    assert.deepEqual(decodeStruct(response.getProperties()), { large });
  });

  it("answers an error with its message and no stack trace", async () => {
    methods.create = () => {
      throw new Error("what went wrong");
    };
    const error = await failure();
    assert.equal(error.code, status.UNKNOWN);
    assert.equal(error.details, "what went wrong");
  });

  it("answers a PluginError with its code", async () => {
    methods.create = () => Promise.reject(new PluginError(status.NOT_FOUND, "nothing there"));
    const error = await failure();
    assert.deepEqual([error.code, error.details], [status.NOT_FOUND, "nothing there"]);
  });

  it("carries a resource that is not ready in the error's details", async () => {
    const given = { id: "an-id", properties: { a: 1 }, inputs: { b: "2" }, reasons: ["not ready", "still not"] };
    methods.create = () => Promise.reject(resourceInitFailed("it did not become ready", given));
    const { code, details, metadata } = await failure();
    assert.deepEqual([code, details], [status.UNKNOWN, "it did not become ready"]);
    const [binary] = metadata.get("grpc-status-details-bin");
    assert.ok(Buffer.isBuffer(binary));
    const answer = Status.deserializeBinary(binary);
    assert.equal(answer.getMessage(), "it did not become ready");
    const [detail] = answer.getDetailsList();
    assert.ok(detail instanceof Any);
    assert.equal(detail.getTypeUrl(), "type.googleapis.com/pulumirpc.ErrorResourceInitFailed");
    const failed = ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
    assert.deepEqual(
      {
        id: failed.getId(),
        properties: decodeStruct(failed.getProperties()),
        inputs: decodeStruct(failed.getInputs()),
        reasons: failed.getReasonsList(),
      },
      given,
    );
  });

  it("says of a method that it lacks that it is not implemented", async () => {
    const error = await new Promise<ServiceError | null>((resolve) => {
      client.getPluginInfo(new Empty(), (failed) => {
        resolve(failed);
      });
    });
    assert.equal(error?.code, status.UNIMPLEMENTED);
    assert.match(error.details, /GetPluginInfo is not implemented/);
  });

  it("tells a running method when the plugin is cancelled", async () => {
    methods.create = (_request, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          reject(signal.reason as Error);
        });
        cancellation.abort();
      });
    assert.equal((await failure()).code, status.CANCELLED);
  });
});

describe("the engine's address", () => {
  it("is the last argument, after any flags", () => {
    assert.equal(engineAddressOf(["--logtostderr", "-v=9", "127.0.0.1:4000"]), "127.0.0.1:4000");
    assert.equal(engineAddressOf([]), undefined);
    assert.equal(engineAddressOf(["-v=9"]), undefined);
  });
});
