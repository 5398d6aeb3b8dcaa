/** Runs the policies the way the engine does: through the SDK's own handlers, with its wire format. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";

import {
  AnalyzeRequest,
  AnalyzerResource,
  AnalyzerResourceOptions,
  EnforcementLevel,
} from "@pulumi/pulumi/proto/analyzer_pb";
import type { AnalyzeResponse, RemediateResponse } from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import type { Exemption } from "../../../policies/exemptions/register";
import { policies } from "../../../policies/policies";
import { Environments } from "../../../policies/judging/environment";
import type { JsonObject } from "./objects";

/** What the engine sends for a text that is unknown in a preview. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** … for a list that is unknown. */
export const UNKNOWN_LIST = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";
/** … for a map that is unknown. */
export const UNKNOWN_MAP = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";
/** … for a boolean that is unknown. */
export const UNKNOWN_BOOLEAN = "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7";

export interface Violation {
  readonly policy: string;
  readonly mandatory: boolean;
  readonly message: string;
}

type Handler<Response> = (
  call: { request: unknown },
  callback: (error: Error | undefined, response: Response) => void,
) => Promise<void>;
type MakeHandler<Response> = (name: string, version: string, level: string, list: unknown[]) => Handler<Response>;

/** The SDK keeps these to itself; a test that judged by its own reading of them would prove little. */
const requireHere = createRequire(__filename);
const server = requireHere("@pulumi/policy/server") as {
  makeAnalyzeRpcFun: MakeHandler<AnalyzeResponse>;
  makeAnalyzeStackRpcFun: MakeHandler<AnalyzeResponse>;
  makeRemediateRpcFun: MakeHandler<RemediateResponse>;
};
type Deserialize = (properties: unknown, proxySecrets: boolean) => unknown;
const deserialize = requireHere("@pulumi/policy/deserialize") as { deserializeProperties: Deserialize };
const once = requireHere("../../../policies/start/once.cjs") as (own: Deserialize) => Deserialize;
// As the bundle of the pack does it.
deserialize.deserializeProperties = once(deserialize.deserializeProperties);

export interface RunOptions {
  readonly register?: readonly Exemption[];
  readonly today?: string;
  readonly environment?: string;
  readonly stack?: string;
  /** Levels other than the pack's own, by the name of the policy, as a configuration sets them. */
  readonly levels?: Readonly<Record<string, string>>;
}

/** What a policy made of the inputs of a resource. */
export interface Remediation {
  readonly policy: string;
  readonly object: JsonObject;
}

export interface Resource {
  readonly type: string;
  readonly object: JsonObject;
  /** Name of the resource in the program; several in one run need different ones. */
  readonly name?: string;
  /** Default: protected, as what holds data must be in prod. */
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
}

/** A pack in one update: resources are shown to it one after the other. */
export class PackRun {
  readonly #policies;
  readonly #stack: string;
  readonly #resources: AnalyzerResource[] = [];

  constructor(options: RunOptions = {}) {
    this.#stack = options.stack ?? "prod";
    const { levels = {} } = options;
    this.#policies = policies({
      register: options.register ?? [],
      today: () => options.today ?? "2026-11-21",
      environments: new Environments(options.environment),
    }).map((policy) => ({ ...policy, enforcementLevel: levels[policy.name] ?? policy.enforcementLevel }));
  }

  /** How many policies the pack has. */
  get policies(): number {
    return this.#policies.length;
  }

  /** What the pack says before this resource is applied. */
  async analyze(resource: Resource): Promise<Violation[]> {
    const request = this.#describe(new AnalyzeRequest(), resource);
    this.#resources.push(this.#describe(new AnalyzerResource(), resource));
    return violations(server.makeAnalyzeRpcFun("bulwark", "0.1.0", "mandatory", this.#policies), request);
  }

  /** What the pack makes of this resource, policy by policy, before it judges it. */
  async remediate(resource: Resource): Promise<Remediation[]> {
    const request = this.#describe(new AnalyzeRequest(), resource);
    const handler = server.makeRemediateRpcFun("bulwark", "0.1.0", "mandatory", this.#policies);
    const response = await answer(handler, request);
    return response.getRemediationsList().map((remediation) => {
      assert.equal(remediation.getDiagnostic(), "");
      return {
        policy: remediation.getPolicyname(),
        object: remediation.getProperties()?.toJavaScript() as JsonObject,
      };
    });
  }

  #describe<Message extends AnalyzeRequest | AnalyzerResource>(message: Message, resource: Resource): Message {
    const { type, object, name = "resource", protect = true, ignoreChanges = [] } = resource;
    const options = new AnalyzerResourceOptions();
    options.setProtect(protect);
    options.setIgnorechangesList([...ignoreChanges]);
    message.setType(type);
    message.setUrn(`urn:pulumi:${this.#stack}::project::${type}::${name}`);
    message.setName(name);
    message.setProperties(Struct.fromJavaScript(object));
    message.setOptions(options);
    return message;
  }

  /** What the pack says at the end, over all resources that it was shown. */
  analyzeStack(): Promise<Violation[]> {
    const request = { getResourcesList: () => this.#resources };
    return violations(server.makeAnalyzeStackRpcFun("bulwark", "0.1.0", "mandatory", this.#policies), request);
  }
}

/** What a fresh pack says about one resource. */
export function analyze(resource: Resource, options: RunOptions = {}): Promise<Violation[]> {
  return new PackRun(options).analyze(resource);
}

async function violations(handler: Handler<AnalyzeResponse>, request: unknown): Promise<Violation[]> {
  const response = await answer(handler, request);
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    mandatory: diagnostic.getEnforcementlevel() === EnforcementLevel.MANDATORY,
    message: diagnostic.getMessage(),
  }));
}

function answer<Response>(handler: Handler<Response>, request: unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    void handler({ request }, (error, response) => {
      if (error === undefined) {
        resolve(response);
      } else {
        reject(error);
      }
    });
  });
}
