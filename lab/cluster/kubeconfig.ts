/** The kubeconfig of a lab: complete in itself, so that it can be copied. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../files";
import type { ClusterLayout } from "./layout";

/** The name of a lab's context. */
export const contextName = (lab: string): string => `lab-${lab}`;

/** Writes the kubeconfig; it holds the administrator's key, so only its owner may read it. */
export function writeKubeconfig(layout: ClusterLayout, port: number): void {
  const name = contextName(layout.name);
  const data = (file: string): string => readFileSync(join(layout.pki, file)).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name, cluster: { server: `https://127.0.0.1:${port}`, "certificate-authority-data": data("ca.crt") } },
    ],
    users: [{ name, user: { "client-certificate-data": data("admin.crt"), "client-key-data": data("admin.key") } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  const text = `${JSON.stringify(config, null, 2)}\n`;
  if (readIfThere(layout.kubeconfig) !== text) writeAtomically(layout.kubeconfig, text, 0o600);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
