/** Runs the policies the way the engine does: through the SDK's own handlers, with its wire format. */
import { createRequire } from "node:module";

import { AnalyzeRequest, AnalyzerResourceOptions, EnforcementLevel } from "@pulumi/pulumi/proto/analyzer_pb";
import type { AnalyzeResponse } from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import type { Exemption } from "../../../policies/exemptions/register";
import { policies } from "../../../policies/policies";
import { Environments } from "../../../policies/rules/environment";
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

type Handler = (
  call: { request: unknown },
  callback: (error: Error | undefined, response: AnalyzeResponse) => void,
) => Promise<void>;
type MakeHandler = (name: string, version: string, level: string, list: unknown[]) => Handler;

/** The SDK keeps these to itself; a test that judged by its own reading of them would prove little. */
const server = createRequire(__filename)("@pulumi/policy/server") as {
  makeAnalyzeRpcFun: MakeHandler;
  makeAnalyzeStackRpcFun: MakeHandler;
};

export interface RunOptions {
  readonly register?: readonly Exemption[];
  readonly today?: string;
  readonly environment?: string;
  readonly stack?: string;
}

export interface Resource {
  readonly type: string;
  readonly object: JsonObject;
}

/** A pack in one update: resources are shown to it one after the other. */
export class PackRun {
  readonly #policies;
  readonly #stack: string;

  constructor(options: RunOptions = {}) {
    this.#stack = options.stack ?? "prod";
    this.#policies = policies({
      register: options.register ?? [],
      today: () => options.today ?? "2026-11-21",
      environments: new Environments(options.environment),
    });
  }

  /** What the pack says before this resource is applied. */
  async analyze({ type, object }: Resource): Promise<Violation[]> {
    const request = new AnalyzeRequest();
    request.setType(type);
    request.setUrn(`urn:pulumi:${this.#stack}::project::${type}::resource`);
    request.setName("resource");
    request.setProperties(Struct.fromJavaScript(object));
    request.setOptions(new AnalyzerResourceOptions());
    return violations(server.makeAnalyzeRpcFun("bulwark", "0.1.0", "mandatory", this.#policies), request);
  }

  /** What the pack says at the end. */
  analyzeStack(): Promise<Violation[]> {
    const request = { getResourcesList: () => [] };
    return violations(server.makeAnalyzeStackRpcFun("bulwark", "0.1.0", "mandatory", this.#policies), request);
  }
}

/** What a fresh pack says about one resource. */
export function analyze(resource: Resource, options: RunOptions = {}): Promise<Violation[]> {
  return new PackRun(options).analyze(resource);
}

function violations(handler: Handler, request: unknown): Promise<Violation[]> {
  return new Promise((resolve, reject) => {
    void handler({ request }, (error, response) => {
      if (error !== undefined) {
        reject(error);
        return;
      }
      resolve(
        response.getDiagnosticsList().map((diagnostic) => ({
          policy: diagnostic.getPolicyname(),
          mandatory: diagnostic.getEnforcementlevel() === EnforcementLevel.MANDATORY,
          message: diagnostic.getMessage(),
        })),
      );
    });
  });
}
