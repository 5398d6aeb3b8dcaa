/** An HTTP server that answers like the query API of Prometheus. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What it says of the requests to each release: how many, and how many of them failed; `silent`: it never answers. */
export type Sayings =
  | { readonly canary: readonly [total: number, failed: number]; readonly stable: readonly [number, number] }
  | "empty"
  | "silent";

/** A running source. */
export interface MetricsSource {
  readonly address: string;
  /** The expressions that it was asked for, so far. */
  readonly asked: string[];
  readonly close: () => Promise<void>;
}

/** Starts one on the loopback interface. */
export async function metricsSource(sayings: Sayings): Promise<MetricsSource> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? "", "http://localhost").searchParams.get("query") ?? "";
    asked.push(query);
    if (sayings === "silent") return;
    const result = sayings === "empty" ? [] : [{ metric: {}, value: [0, String(valueOf(query, sayings))] }];
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ status: "success", data: { resultType: "vector", result } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function valueOf(query: string, sayings: Exclude<Sayings, string>): number {
  const [total, failed] = query.includes("-canary") ? sayings.canary : sayings.stable;
  return query.includes('"5.."') ? failed : total;
}
