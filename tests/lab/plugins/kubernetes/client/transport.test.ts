import { strict as assert } from "node:assert";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { KubeClient } from "../../../../../lab/plugins/kubernetes/client/client";
import { Endpoint } from "../../../../../lab/plugins/kubernetes/client/endpoint";
import {
  ApiError,
  ConnectionError,
  NoMatchError,
  isFieldConflict,
} from "../../../../../lab/plugins/kubernetes/client/errors";
import { Limiter } from "../../../../../lab/plugins/kubernetes/client/limiter";
import { Transport, type TransportOptions } from "../../../../../lab/plugins/kubernetes/client/transport";

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, count: number) => void;

const NEVER = new AbortController().signal;

/** An API server that answers as the test says; counts requests apart from discovery. */
class FakeServer {
  readonly requests: string[] = [];
  private server = http.createServer();
  private port = 0;

  async start(handler: Handler): Promise<void> {
    this.server.on("request", (request: http.IncomingMessage, response: http.ServerResponse) => {
      if (request.url === "/api/v1") {
        const resources = [
          { name: "configmaps", kind: "ConfigMap", namespaced: true },
          { name: "pods/log", kind: "Pod", namespaced: true },
        ];
        response.end(JSON.stringify({ resources }));
        return;
      }
      this.requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
      handler(request, response, this.requests.length);
    });
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async client(options: TransportOptions = {}): Promise<KubeClient> {
    const kubeconfig = JSON.stringify({
      "current-context": "c",
      contexts: [{ name: "c", context: { cluster: "k", user: "u", namespace: "team" } }],
      clusters: [{ name: "k", cluster: { server: `http://127.0.0.1:${this.port}`, "insecure-skip-tls-verify": true } }],
      users: [{ name: "u", user: { token: "t" } }],
    });
    return new KubeClient(new Transport(await Endpoint.load({ kubeconfig }), { retryPause: 1, ...options }));
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const refuse = (
  response: http.ServerResponse,
  code: number,
  body: object = {},
  headers: http.OutgoingHttpHeaders = {},
): void => {
  response.writeHead(code, headers).end(JSON.stringify(body));
};
const REF = { apiVersion: "v1", kind: "ConfigMap", name: "c", namespace: "team" };
const OBJECT = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", namespace: "team" } };
const WRITE = { fieldManager: "tests", dryRun: false };

describe("the client of the API server", () => {
  let server: FakeServer;
  beforeEach(() => (server = new FakeServer()));
  afterEach(() => {
    server.stop();
  });

  it("tries again after overload, server errors and lost connections", async () => {
    await server.start((request, response, count) => {
      if (count === 1) refuse(response, 429, {}, { "retry-after": "0" });
      else if (count === 2) refuse(response, 503);
      else if (count === 3) request.socket.destroy();
      else response.end(JSON.stringify(OBJECT));
    });
    assert.deepEqual(await (await server.client()).get(REF), OBJECT);
    assert.equal(server.requests.length, 4);
  });

  it("gives up after a limit", async () => {
    await server.start((_request, response) => {
      refuse(response, 503, { message: "busy" });
    });
    await assert.rejects(
      (await server.client()).get(REF),
      (error: unknown) => error instanceof ApiError && error.status === 503,
    );
    assert.equal(server.requests.length, 6);
  });

  it("waits as long as Retry-After says", async () => {
    await server.start((_request, response, count) => {
      if (count === 1) refuse(response, 429, {}, { "retry-after": "1" });
      else response.end(JSON.stringify(OBJECT));
    });
    const before = performance.now();
    await (await server.client()).get(REF);
    assert.ok(performance.now() - before >= 950);
  });

  it("does not try again what the server refuses for good", async () => {
    await server.start((_request, response) => {
      refuse(response, 422, { reason: "Invalid", message: "no" });
    });
    await assert.rejects((await server.client()).create(OBJECT, WRITE, NEVER), /^ApiError: no$/);
    assert.equal(server.requests.length, 1);
  });

  it("notes when a refusal may answer its own first attempt", async () => {
    await server.start((request, response, count) => {
      if (count === 1) request.socket.destroy();
      else refuse(response, 409, { reason: "AlreadyExists", message: "exists" });
    });
    await assert.rejects(
      (await server.client()).create(OBJECT, WRITE, NEVER),
      (error: unknown) => error instanceof ApiError && error.maybeRepeated,
    );
  });

  it("tells a conflict of field managers from a stale write", async () => {
    await server.start((_request, response) => {
      refuse(response, 409, {
        reason: "Conflict",
        message: "conflict",
        details: { causes: [{ reason: "FieldManagerConflict", field: ".spec" }] },
      });
    });
    await assert.rejects((await server.client()).apply(OBJECT, { ...WRITE, force: false }, NEVER), isFieldConflict);
  });

  it("has undefined for what does not exist and NoMatchError for a kind that is not served", async () => {
    await server.start((_request, response) => {
      refuse(response, 404, { reason: "NotFound" });
    });
    const client = await server.client();
    assert.equal(await client.get(REF), undefined);
    await assert.rejects(client.get({ ...REF, kind: "Gadget" }), NoMatchError);
    await assert.rejects(client.get({ ...REF, kind: "Pod" }), NoMatchError);
  });

  it("passes the texts of warnings on", async () => {
    await server.start((_request, response) => {
      response.setHeader("warning", ['299 - "deprecated \\"v1beta1\\""', '299 - "second"']);
      response.end(JSON.stringify(OBJECT));
    });
    const warnings: string[] = [];
    await (await server.client({ warn: (text) => warnings.push(text) })).get(REF);
    assert.deepEqual(warnings, ['deprecated "v1beta1"', "second"]);
  });

  it("writes under a field manager, and only for show in a dry run", async () => {
    await server.start((_request, response) => {
      response.end(JSON.stringify(OBJECT));
    });
    const client = await server.client();
    await client.apply(OBJECT, { fieldManager: "me", dryRun: true, force: true }, NEVER);
    assert.deepEqual(server.requests, [
      "PATCH /api/v1/namespaces/team/configmaps/c?fieldManager=me&dryRun=All&force=true",
    ]);
  });

  it("ends a read at once and lets a write in flight finish when it is cancelled", async () => {
    await server.start((request, response) => {
      if (request.method === "POST")
        setTimeout(() => {
          response.end(JSON.stringify(OBJECT));
        }, 100);
    });
    const client = await server.client();
    await client.discovery.find(REF, NEVER);
    const cancel = new AbortController();
    const reading = assert.rejects(client.get(REF, cancel.signal), { name: "AbortError" });
    const writing = client.create(OBJECT, WRITE, cancel.signal);
    setTimeout(() => {
      cancel.abort();
    }, 30);
    await reading;
    assert.deepEqual(await writing, OBJECT);
    await assert.rejects(client.create(OBJECT, WRITE, cancel.signal), { name: "AbortError" });
  });

  it("reads a list page by page", async () => {
    await server.start((_request, response, count) => {
      const metadata = count === 1 ? { resourceVersion: "7", continue: "next" } : { resourceVersion: "7" };
      response.end(JSON.stringify({ metadata, items: [{ metadata: { name: `c${count}` } }] }));
    });
    const { items, resourceVersion } = await (await server.client()).list(REF, { labelSelector: "a=b" });
    assert.deepEqual(
      items.map(({ kind, metadata }) => `${kind} ${metadata.name ?? ""}`),
      ["ConfigMap c1", "ConfigMap c2"],
    );
    assert.equal(resourceVersion, "7");
    assert.deepEqual(server.requests, [
      "GET /api/v1/configmaps?labelSelector=a%3Db&limit=500",
      "GET /api/v1/configmaps?labelSelector=a%3Db&limit=500&continue=next",
    ]);
  });

  it("reads a watch's events however the lines are cut, and ends it quietly", async () => {
    const line = `${JSON.stringify({ type: "ADDED", object: OBJECT })}\n`;
    await server.start((_request, response) => {
      response.write(line.slice(0, 10));
      setTimeout(() => response.write(line.slice(10) + line), 20);
    });
    const client = await server.client();
    const cancel = new AbortController();
    let events = 0;
    for await (const event of client.watch(REF, { resourceVersion: "1" }, cancel.signal)) {
      assert.equal(event.type, "ADDED");
      if (++events === 2) cancel.abort();
    }
    assert.equal(events, 2);
  });

  it("throws the status of a watch that the server ends", async () => {
    await server.start((_request, response) => {
      response.end(`${JSON.stringify({ type: "ERROR", object: { code: 410, message: "too old" } })}\n`);
    });
    const watch = (await server.client()).watch(REF, { resourceVersion: "1" }, NEVER);
    await assert.rejects(watch.next(), (error: unknown) => error instanceof ApiError && error.status === 410);
  });

  it("names the server that cannot be reached", async () => {
    await server.start(() => undefined);
    const client = await server.client();
    server.stop();
    await assert.rejects(
      client.get(REF),
      (error: unknown) =>
        error instanceof ConnectionError && /http:\/\/127\.0\.0\.1:\d+ cannot be reached/.test(error.message),
    );
  });
});

describe("an endpoint", () => {
  const load = (kubeconfig: string, context?: string) =>
    Endpoint.load({ kubeconfig, ...(context === undefined ? {} : { context }) });

  it("says which contexts there are when the named one is not", async () => {
    const config = JSON.stringify({
      contexts: [{ name: "a", context: { cluster: "k", user: "u" } }],
      clusters: [],
      users: [],
    });
    await assert.rejects(load(config, "b"), /context "b" does not exist; the kubeconfig has "a"/);
    await assert.rejects(load(config), /no current context is set/);
    await assert.rejects(load(config, "a"), /cluster "k" of context "a" does not exist; the kubeconfig has none/);
  });

  it("says that a file does not exist", async () => {
    await assert.rejects(load("/nowhere/kubeconfig"), /the file \/nowhere\/kubeconfig does not exist/);
  });
});

describe("the rate limit", () => {
  it("lets a burst pass and spaces what follows", () => {
    let now = 0;
    const limiter = new Limiter({ qps: 10, burst: 2 }, () => now);
    assert.deepEqual([limiter.reserve(), limiter.reserve(), limiter.reserve(), limiter.reserve()], [0, 0, 100, 200]);
    now = 1_000;
    assert.equal(limiter.reserve(), 0);
  });
});
