/** What the engine-driven tests share: a stack with the lab's provider, and a client that looks and meddles. */
import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { KubeClient } from "../../../../lab/plugins/kubernetes/client/client";
import { Endpoint } from "../../../../lab/plugins/kubernetes/client/endpoint";
import { Transport } from "../../../../lab/plugins/kubernetes/client/transport";
import type { KubeObject, ObjectRef } from "../../../../lab/plugins/kubernetes/client/types";
import { sharedLab } from "../../support";
import { EngineProject, type CliResult, type ResourceState } from "../engine";

const NEVER = new AbortController().signal;

/**
 * The start of every program: classes without the SDK's thousand types, so that a run takes one second and not five.
 * `object("apps/v1", "Deployment", name, properties, options)` registers `kubernetes:apps/v1:Deployment`.
 */
const PREAMBLE = `
const pulumi = require("@pulumi/pulumi");
const version = require("@pulumi/kubernetes/package.json").version;
class Provider extends pulumi.ProviderResource {
  constructor(name, properties) { super("kubernetes", name, properties, { version }); }
}
const provider = new Provider("lab", { kubeconfig: process.env.KUBECONFIG, ...JSON.parse(process.env.PROBE_PROVIDER || "{}") });
class Resource extends pulumi.CustomResource {}
const outputs = { metadata: undefined, spec: undefined, data: undefined, status: undefined };
function typed(token, name, properties, options) {
  const given = options && options.id ? outputs : { ...outputs, ...properties };
  return new Resource(token, name, given, { provider, version, ...options });
}
function object(apiVersion, kind, name, properties, options) {
  const module = apiVersion.includes("/") ? apiVersion : "core/" + apiVersion;
  return typed("kubernetes:" + module + ":" + kind, name, { apiVersion, kind, ...properties }, options);
}
const NS = process.env.PROBE_NAMESPACE;
`;

/** A stack, and a namespace of the cluster for it that exists from the start unless `bare`. */
export class Stack {
  private constructor(
    readonly project: EngineProject,
    readonly client: KubeClient,
    readonly namespace: string,
  ) {}

  static async create(body: string, options: { bare?: boolean; env?: NodeJS.ProcessEnv } = {}): Promise<Stack> {
    const namespace = `probe-${randomBytes(3).toString("hex")}`;
    const { kubeconfig } = await sharedLab();
    const client = new KubeClient(new Transport(await Endpoint.load({ kubeconfig })));
    const env = { KUBECONFIG: kubeconfig, PROBE_NAMESPACE: namespace, ...options.env };
    const files = { "index.js": PREAMBLE + body };
    const project = await EngineProject.create({ files, providers: ["kubernetes"], env });
    const stack = new Stack(project, client, namespace);
    if (options.bare !== true) {
      await stack.make({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    }
    return stack;
  }

  /** Replaces the program. */
  program(body: string): Promise<void> {
    return this.project.write("index.js", PREAMBLE + body);
  }

  up(...args: string[]): Promise<CliResult> {
    return this.project.ok("up", args);
  }

  preview(...args: string[]): Promise<CliResult> {
    return this.project.ok("preview", args);
  }

  /** The output of a command that must fail. */
  async failing(command: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
    const result = await this.project.run(command, args, env);
    assert.notEqual(result.code, 0, `pulumi ${command} should have failed:\n${result.output}`);
    return result;
  }

  /** The state of the resource with this name. */
  async state(name: string): Promise<ResourceState> {
    const found = (await this.project.resources()).find(({ urn }) => urn.endsWith(`::${name}`));
    assert.ok(found, `no resource ${name} in the state`);
    return found;
  }

  ref(apiVersion: string, kind: string, name: string): ObjectRef {
    return { apiVersion, kind, name, namespace: this.namespace };
  }

  /** A live object that must exist. */
  async live(apiVersion: string, kind: string, name: string): Promise<KubeObject> {
    const found = await this.client.get(this.ref(apiVersion, kind, name));
    assert.ok(found, `${kind} ${name} does not exist`);
    return found;
  }

  /** Creates an object as somebody else. */
  make(object: KubeObject): Promise<KubeObject> {
    return this.client.create(object, { fieldManager: "somebody", dryRun: false }, NEVER);
  }

  /** Applies fields as another manager, taking them over. */
  meddle(object: KubeObject, fieldManager = "somebody"): Promise<KubeObject> {
    const metadata = { ...object.metadata, namespace: this.namespace };
    return this.client.apply({ ...object, metadata }, { fieldManager, dryRun: false, force: true }, NEVER);
  }

  /** Destroys what the stack made, the namespace, and the project. */
  async remove(): Promise<void> {
    await this.project.run("destroy");
    await this.client.delete({ apiVersion: "v1", kind: "Namespace", name: this.namespace }, "Background", NEVER);
    await this.project.remove();
  }
}
