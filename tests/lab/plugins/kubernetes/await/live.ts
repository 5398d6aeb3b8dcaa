/** What the tests against a real API server share: a client, a namespace of their own, and waits with a record. */
import { randomBytes } from "node:crypto";
import { type AwaitContext, awaitReady } from "../../../../../lab/plugins/kubernetes/await";
import { KubeClient } from "../../../../../lab/plugins/kubernetes/client/client";
import { Endpoint } from "../../../../../lab/plugins/kubernetes/client/endpoint";
import { Transport } from "../../../../../lab/plugins/kubernetes/client/transport";
import type { KubeObject } from "../../../../../lab/plugins/kubernetes/client/types";

type Json = Record<string, unknown>;

const NEVER = new AbortController().signal;
const WRITE = { fieldManager: "await-tests", dryRun: false };

/** A namespace on the cluster of a kubeconfig. */
export class LiveNamespace {
  readonly warnings: string[] = [];

  private constructor(
    readonly client: KubeClient,
    readonly name: string,
    warnings: string[],
  ) {
    this.warnings = warnings;
  }

  static async create(kubeconfig: string): Promise<LiveNamespace> {
    const warnings: string[] = [];
    const warn = (warning: string): number => warnings.push(warning);
    const client = new KubeClient(new Transport(await Endpoint.load({ kubeconfig }), { warn }));
    const name = `await-${randomBytes(3).toString("hex")}`;
    await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } }, WRITE, NEVER);
    return new LiveNamespace(client, name, warnings);
  }

  object(
    apiVersion: string,
    kind: string,
    name: string,
    rest: Json,
    annotations: Record<string, string> = {},
  ): KubeObject {
    return { apiVersion, kind, metadata: { name, namespace: this.name, annotations }, ...rest };
  }

  create(object: KubeObject): Promise<KubeObject> {
    return this.client.create(object, WRITE, NEVER);
  }

  apply(object: KubeObject): Promise<KubeObject> {
    return this.client.apply(object, { ...WRITE, force: true }, NEVER);
  }

  delete(object: KubeObject): Promise<boolean> {
    const { apiVersion, kind, metadata } = object;
    return this.client.delete(
      { apiVersion, kind, name: metadata.name ?? "", namespace: this.name },
      "Foreground",
      NEVER,
    );
  }

  context(more: Partial<AwaitContext> = {}): AwaitContext {
    return { client: this.client, signal: NEVER, report: () => undefined, timeoutSeconds: 20, ...more };
  }

  /** Creates an object and waits for it. */
  async ready(object: KubeObject, more: Partial<AwaitContext> = {}): Promise<KubeObject> {
    return awaitReady(await this.create(object), this.context(more));
  }

  /** Deletes the namespace; the namespace controller takes its time with claims and pods, and nobody needs the end. */
  async destroy(): Promise<void> {
    await this.client.delete({ apiVersion: "v1", kind: "Namespace", name: this.name }, "Background", NEVER);
  }
}
