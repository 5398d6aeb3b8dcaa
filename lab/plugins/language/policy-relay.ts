/**
 * A stand-in for a policy pack. The engine gives project, stack and configuration only after it has the pack's port, but
 * @pulumi/policy wants them in its environment at its start: the relay takes them, and passes calls on unread until the
 * pack is up. Then it asks the engine to connect anew and joins that connection to the pack's: two hops through gRPC would
 * cost more per resource than most rules.
 */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import {
  Client,
  Server,
  ServerCredentials,
  credentials,
  status,
  type MethodDefinition,
  type ServiceDefinition,
  type handleUnaryCall,
} from "@grpc/grpc-js";
import { AnalyzerService, type IAnalyzerServer } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { AnalyzerHandshakeResponse, AnalyzerStackConfigureResponse } from "@pulumi/pulumi/proto/analyzer_pb";
import { UNLIMITED_MESSAGES } from "../shared/engine";
import { isServiceError } from "../shared/errors";
import { implement, type CallContext, type Methods } from "../shared/service";
import { Deferred } from "./deferred";

/** The methods that the relay answers by itself; every other one is the pack's. */
type Answered = Pick<IAnalyzerServer, "handshake" | "configureStack">;
const RELAYED = [
  "analyze",
  "analyzeStack",
  "remediate",
  "getAnalyzerInfo",
  "getPluginInfo",
  "configure",
  "cancel",
] as const;
type Relayed = Record<(typeof RELAYED)[number], handleUnaryCall<Buffer, Buffer>>;

export class PolicyRelay {
  readonly #server = new Server(UNLIMITED_MESSAGES);
  readonly #door = createServer();
  readonly #sockets = new Set<Socket>();
  /** Where a new connection leads: to the relay's own server, later to the pack. */
  #port = 0;
  readonly #configuration = new Deferred<AnalyzerStackConfigureRequest | undefined>();
  readonly #client = new Deferred<Client>();

  constructor(cancelled: AbortSignal) {
    // Calls that wait for the pack are told when it fails; without any, its failure is the caller's to report.
    this.#client.promise.catch(() => undefined);
    this.#server.addService(
      relayDefinition(),
      implement<Answered & Relayed>(relayDefinition(), this.#methods(), cancelled),
    );
  }

  /** Listens on a free port of the loopback and returns it. */
  async listen(): Promise<number> {
    this.#port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) resolve(port);
        else reject(error);
      });
    });
    this.#door.on("connection", (socket) => {
      this.#join(socket, connect(this.#port, "127.0.0.1"));
    });
    return new Promise((resolve, reject) => {
      this.#door.once("error", reject);
      this.#door.listen(0, "127.0.0.1", () => {
        resolve((this.#door.address() as AddressInfo).port);
      });
    });
  }

  /** What the engine said of the stack; undefined when it asks for the pack's policies without any stack. */
  configuration(): Promise<AnalyzerStackConfigureRequest | undefined> {
    return this.#configuration.promise;
  }

  /** Passes what came and will come on to the pack that listens on `port`. */
  async attach(port: number): Promise<void> {
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), UNLIMITED_MESSAGES);
    const configuration = await this.#configuration.promise;
    if (configuration !== undefined) {
      const request = Buffer.from(configuration.serializeBinary());
      await call(client, AnalyzerService.configureStack.path, request).catch((thrown: unknown) => {
        // Packs on an older @pulumi/policy know only their environment.
        if (!isServiceError(thrown) || thrown.code !== status.UNIMPLEMENTED) throw thrown;
      });
    }
    this.#client.resolve(client);
    this.#port = port;
    // A client that is told to go away finishes what it has begun and connects anew.
    this.#server.tryShutdown(() => undefined);
  }

  /** Tells every waiting call that the pack did not start. */
  fail(reason: Error): void {
    this.#configuration.resolve(undefined);
    this.#client.reject(reason);
  }

  /** Ends the relay at once. */
  close(): void {
    this.#door.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#server.forceShutdown();
    void this.#client.promise.then(
      (client) => {
        client.close();
      },
      () => undefined,
    );
  }

  /** Passes bytes between two connections; the end or failure of one is the end of both. */
  #join(one: Socket, other: Socket): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }

  #methods(): Methods<Answered & Relayed> {
    const relay = (name: keyof Relayed) => async (request: Buffer, context: CallContext) => {
      this.#configuration.resolve(undefined);
      return call(await this.#client.promise, AnalyzerService[name].path, request, context.signal);
    };
    return {
      handshake: () => new AnalyzerHandshakeResponse(),
      configureStack: (request) => {
        this.#configuration.resolve(request);
        return new AnalyzerStackConfigureResponse();
      },
      analyze: relay("analyze"),
      analyzeStack: relay("analyzeStack"),
      remediate: relay("remediate"),
      getAnalyzerInfo: relay("getAnalyzerInfo"),
      getPluginInfo: relay("getPluginInfo"),
      configure: relay("configure"),
      cancel: relay("cancel"),
    };
  }
}

/** The Analyzer service with messages of relayed methods left as bytes: resources are not decoded twice. */
function relayDefinition(): ServiceDefinition {
  const relayed = RELAYED.map((name) => [name, { ...AnalyzerService[name], ...AS_BYTES }]);
  const { handshake, configureStack } = AnalyzerService;
  return { handshake, configureStack, ...(Object.fromEntries(relayed) as Record<keyof Relayed, ByteMethod>) };
}

type ByteMethod = MethodDefinition<Buffer, Buffer>;

const same = (bytes: Buffer): Buffer => bytes;
const AS_BYTES = {
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
};

function call(client: Client, path: string, request: Buffer, signal?: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const running = client.makeUnaryRequest(path, same, same, request, (error, response) => {
      if (error === null) resolve(response ?? Buffer.alloc(0));
      else reject(error);
    });
    signal?.addEventListener("abort", () => {
      running.cancel();
    });
  });
}
