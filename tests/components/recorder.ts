import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** One registration as the engine receives it. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly parent: string;
  /** Inputs on the wire: secrets are still wrapped. */
  readonly inputs: Record<string, unknown>;
  readonly dependencies: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** Names that aliases give to the resource, and types. */
  readonly aliases: readonly { readonly name: string; readonly type: string }[];
  readonly updateTimeout: string | undefined;
}

/** What a program registered. */
export interface Recording {
  readonly resources: readonly Recorded[];
  /** The only resource whose type ends with `kind`, of that name if one is given. */
  readonly one: (kind: string, name?: string) => Recorded;
  /** All resources whose type ends with `kind`. */
  readonly all: (kind: string) => readonly Recorded[];
  readonly warnings: readonly string[];
}

type Callback = Parameters<MockMonitor["registerResource"]>[1];

interface Generator {
  readonly keepers?: object;
  readonly lower?: boolean;
}

/** What a RandomPassword makes: another value for another name or keeper, in hex where no other letters are allowed. */
function generated(name: string, { keepers, lower }: Generator): Record<string, pulumi.Output<string>> {
  const bytes = Buffer.from(`${name} ${JSON.stringify(keepers ?? {})}`);
  return { result: pulumi.secret(bytes.toString(lower === false ? "hex" : "base64url")) };
}

const mocks: pulumi.runtime.Mocks = {
  call: ({ inputs }) => inputs as Record<string, unknown>,
  newResource: ({ type, name, inputs }) => ({
    id: `${name}-id`,
    state: { ...(inputs as object), ...(type.startsWith("random:") ? generated(name, inputs as Generator) : {}) },
  }),
};

/**
 * Runs a program against a monitor that writes down whole registrations, options included.
 * @throws what the program throws.
 */
export async function record(program: () => void): Promise<Recording> {
  await pulumi.runtime.setMocks(mocks, "bulwark", "test", false);
  const resources = listen(pulumi.runtime.getMonitor() as unknown as MockMonitor);
  const warnings: string[] = [];
  const { warn } = console;
  // Without an engine Pulumi's log writes there.
  console.warn = (message: string) => void warnings.push(message);
  try {
    program();
    await pulumi.runtime.disconnect();
  } finally {
    console.warn = warn;
  }
  const all = (kind: string): readonly Recorded[] => resources.filter(({ type }) => type.endsWith(`:${kind}`));
  return {
    resources,
    warnings,
    all,
    one: (kind, name) => {
      const found = all(kind).filter((resource) => name === undefined || resource.name === name);
      const [only] = found;
      if (only === undefined || found.length > 1) {
        const names = resources.map((resource) => `${resource.type} ${resource.name}`).join("\n");
        throw new Error(`${found.length} resources of kind ${kind} ${name ?? ""}, expected one of:\n${names}`);
      }
      return only;
    },
  };
}

/** Writes down what the monitor is asked to register. */
function listen(monitor: MockMonitor): Recorded[] {
  const resources: Recorded[] = [];
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: RegisterResourceRequest, callback: Callback) =>
    register(request, (error: unknown, response: { getUrn(): string } | undefined) => {
      if (response !== undefined) resources.push(recorded(request, response.getUrn()));
      callback(error, response);
    });
  return resources;
}

function recorded(request: RegisterResourceRequest, urn: string): Recorded {
  return {
    type: request.getType(),
    name: request.getName(),
    urn,
    parent: request.getParent(),
    inputs: request.getObject()?.toJavaScript() ?? {},
    dependencies: request.getDependenciesList(),
    ignoreChanges: request.getIgnorechangesList(),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    aliases: request.getAliasesList().map((alias) => ({
      name: alias.getSpec()?.getName() ?? "",
      type: alias.getSpec()?.getType() ?? "",
    })),
    updateTimeout: request.getCustomtimeouts()?.getUpdate(),
  };
}
