import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import type { OperationError } from "../../../operations/errors";
import { Prometheus } from "../../../operations/prometheus/query";

describe("a source of metrics", () => {
  let server: Server;
  let answer: RequestListener;
  let address: string;
  const never = new AbortController().signal;

  before((done) => {
    server = createServer((request, response) => {
      answer(request, response);
    });
    server.listen(0, "127.0.0.1", () => {
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });

  after((done) => {
    server.closeAllConnections();
    server.close(done);
  });

  const saying = (body: string, status = 200): void => {
    answer = (_, response) => {
      response.writeHead(status).end(body);
    };
  };
  const vector = (...result: object[]): string =>
    JSON.stringify({ status: "success", data: { resultType: "vector", result } });
  const value = (): Promise<number | undefined> => new Prometheus(`${address}/`, never, 200).value("sum(up)");
  const refusal = (pattern: RegExp) => (error: OperationError) => error.exitCode === 6 && pattern.test(error.message);

  it("is asked for the expression, and answers with its value", async () => {
    let asked = "";
    answer = (request, response) => {
      asked = request.url ?? "";
      response.end(vector({ metric: {}, value: [1, "12.5"] }));
    };
    assert.equal(await value(), 12.5);
    assert.equal(asked, "/api/v1/query?query=sum%28up%29");
  });

  it("has no value without samples, and where a sum is no number", async () => {
    saying(vector());
    assert.equal(await value(), undefined);
    saying(vector({ metric: {}, value: [1, "NaN"] }));
    assert.equal(await value(), undefined);
  });

  it("that refuses the expression is quoted", async () => {
    saying(JSON.stringify({ status: "error", errorType: "bad_data", error: "no such function" }), 400);
    await assert.rejects(value, refusal(/no such function/));
  });

  it("that says something else than Prometheus counts as one that does not answer", async () => {
    saying("<html>sign in</html>", 502);
    await assert.rejects(value, refusal(/HTTP 502 without JSON/));
    saying("[1]");
    await assert.rejects(value, refusal(/no answer of Prometheus/));
    saying(vector({ value: [1, "1"] }, { value: [1, "2"] }));
    await assert.rejects(value, refusal(/2 series/));
  });

  it("that takes too long counts as one that does not answer", async () => {
    answer = () => undefined;
    await assert.rejects(value, refusal(/takes too long/));
  });

  it("that is not there counts as one that does not answer", async () => {
    const gone = new Prometheus("http://127.0.0.1:1", never).value("up");
    await assert.rejects(gone, refusal(/does not answer/));
  });

  it("is told a token when the environment has one", async () => {
    process.env["BULWARK_PROMETHEUS_TOKEN"] = "token-of-a-test";
    try {
      let header: string | undefined;
      answer = (request, response) => {
        header = request.headers.authorization;
        response.end(vector());
      };
      await value();
      assert.equal(header, "Bearer token-of-a-test");
    } finally {
      delete process.env["BULWARK_PROMETHEUS_TOKEN"];
    }
  });
});
