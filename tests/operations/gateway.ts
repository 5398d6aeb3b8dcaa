/** A way to the API server that can be cut, so that the cluster is gone for one command and there for everybody else. */
import { readFile, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";

/** A kubeconfig that leads through the gateway, and how to cut it. */
export interface Gateway {
  readonly kubeconfig: string;
  readonly cut: () => Promise<void>;
}

/** Opens a gateway to the API server of `kubeconfig`; its own kubeconfig is written into `folder`. */
export async function openGateway(kubeconfig: string, folder: string): Promise<Gateway> {
  const text = await readFile(kubeconfig, "utf8");
  const port = Number(/https:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const file = join(folder, "kubeconfig");
  await writeFile(file, text.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${(server.address() as AddressInfo).port}`));
  return {
    kubeconfig: file,
    cut: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
