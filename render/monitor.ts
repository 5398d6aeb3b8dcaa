/** A resource monitor that deploys nothing and writes down every registration as the program made it. */
import * as pulumi from "@pulumi/pulumi";
import type * as alias from "@pulumi/pulumi/proto/alias_pb";
import * as resources from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { plain, plainSecretData } from "./plain";
import type { Registration, ResourceOptions } from "./registration";

type Answer<T> = (error: Error | null, response?: T) => void;

const STACK_TYPE = "pulumi:pulumi:Stack";
const SECRET_TYPE = "kubernetes:core/v1:Secret";

/** Outputs of @pulumi/random's resources that hold what was generated. */
const GENERATED_OUTPUTS = ["result", "hex", "base64", "b64Std", "b64Url"] as const;
/** True for the resources of @pulumi/random. */
export const isGenerated = (type: string): boolean => type.startsWith("random:");

/** What the monitor stands in for. */
export interface RecordingOptions {
  readonly project: string;
  readonly stack: string;
  /** What every generated secret (resources of @pulumi/random) is said to be. */
  readonly generated: string;
}

/**
 * The part of the engine that a program speaks to. Everything that only a deployment knows is unknown, as in a first
 * preview; only generated secrets are said to be known, because one unknown value would hide the keys of a whole Secret.
 */
export class RecordingMonitor {
  readonly registrations: Registration[] = [];

  constructor(private readonly settings: RecordingOptions) {}

  registerResource(
    request: resources.RegisterResourceRequest,
    answer: Answer<resources.RegisterResourceResponse>,
  ): void {
    const urn = this.urn(request.getParent(), request.getType(), request.getName());
    this.registrations.push({
      urn,
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      custom: request.getCustom(),
      read: false,
      inputs: plainInputs(request.getType(), request.getObject()),
      options: registeredOptions(request),
    });
    const response = new resources.RegisterResourceResponse();
    response.setUrn(urn);
    // A provider reference needs an id; every other id is the cluster's to give.
    if (request.getType().startsWith("pulumi:providers:")) response.setId("provider");
    response.setObject(isGenerated(request.getType()) ? this.generate(request.getObject()) : request.getObject());
    answer(null, response);
  }

  readResource(request: resources.ReadResourceRequest, answer: Answer<resources.ReadResourceResponse>): void {
    const urn = this.urn(request.getParent(), request.getType(), request.getName());
    const provider = urnOfProvider(request.getProvider());
    this.registrations.push({
      urn,
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      custom: true,
      read: true,
      inputs: { id: request.getId() },
      options: { ...(provider && { provider }) },
    });
    const response = new resources.ReadResourceResponse();
    response.setUrn(urn);
    // What is read exists: it has a UID, which only the cluster knows.
    const uid = pulumi.runtime.unknownValue;
    response.setProperties(Struct.fromJavaScript({ ...request.getProperties()?.toJavaScript(), metadata: { uid } }));
    answer(null, response);
  }

  registerResourceOutputs(_request: unknown, answer: Answer<object>): void {
    answer(null, {});
  }

  invoke(request: resources.ResourceInvokeRequest, answer: Answer<never>): void {
    answer(
      new Error(
        `${request.getTok()} needs a cluster; a program that can be rendered reads nothing by a function call.`,
      ),
    );
  }

  /** Hooks run in updates; here it is enough to know which resource has one. */
  registerResourceHook(_request: unknown, answer: Answer<object>): void {
    answer(null, {});
  }

  supportsFeature(request: resources.SupportsFeatureRequest, answer: Answer<{ getHassupport: () => boolean }>): void {
    const supported = request.getId() !== "outputValues";
    answer(null, { getHassupport: () => supported });
  }

  private urn(parent: string, type: string, name: string): string {
    const parentType = parent.split("::")[2] ?? "";
    const qualified = parentType === "" || parentType === STACK_TYPE ? type : `${parentType}$${type}`;
    return [`urn:pulumi:${this.settings.stack}`, this.settings.project, qualified, name].join("::");
  }

  private generate(inputs: Struct | undefined): Struct {
    const secret = { [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig, value: this.settings.generated };
    return Struct.fromJavaScript({
      ...inputs?.toJavaScript(),
      ...Object.fromEntries(GENERATED_OUTPUTS.map((name) => [name, secret])),
    });
  }
}

function plainInputs(type: string, properties: Struct | undefined): Record<string, unknown> {
  if (!properties) return {};
  const inputs = pulumi.runtime.deserializeProperties(properties, true) as Record<string, unknown>;
  const shown = plain(inputs) as Record<string, unknown>;
  return type === SECRET_TYPE ? { ...shown, ...plainSecretData(inputs) } : shown;
}

function registeredOptions(request: resources.RegisterResourceRequest): ResourceOptions {
  const timeouts = request.getCustomtimeouts();
  const provider = urnOfProvider(request.getProvider());
  const aliases = [
    ...request.getAliasurnsList(),
    ...request.getAliasesList().map((entry) => describeAlias(entry, request.getParent())),
  ];
  const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined);
  return dropAbsent({
    protect: request.getProtect() ? true : undefined,
    retainOnDelete: request.getRetainondelete() ? true : undefined,
    deleteBeforeReplace: request.getDeletebeforereplace() ? true : undefined,
    ignoreChanges: some(request.getIgnorechangesList()),
    replaceOnChanges: some(request.getReplaceonchangesList()),
    additionalSecretOutputs: some(request.getAdditionalsecretoutputsList()),
    aliases: some(aliases),
    importId: request.getImportid() || undefined,
    beforeUpdate: some(request.getHooks()?.getBeforeUpdateList() ?? []),
    customTimeouts: timeouts && describeTimeouts(timeouts),
    dependsOn: some([...request.getDependenciesList()].sort()),
    provider,
  });
}

function describeTimeouts(
  timeouts: resources.RegisterResourceRequest.CustomTimeouts,
): ResourceOptions["customTimeouts"] | undefined {
  const given = dropAbsent<NonNullable<ResourceOptions["customTimeouts"]>>({
    create: timeouts.getCreate() || undefined,
    update: timeouts.getUpdate() || undefined,
    delete: timeouts.getDelete() || undefined,
  });
  return Object.keys(given).length > 0 ? given : undefined;
}

/** An alias without the parent that the resource has anyway. */
function describeAlias(entry: alias.Alias, parent: string): string {
  const spec = entry.getSpec();
  if (!spec) return entry.getUrn();
  const parts = [
    ["name", spec.getName()],
    ["type", spec.getType()],
    ["project", spec.getProject()],
    ["stack", spec.getStack()],
    ["parent", spec.getNoparent() ? "none" : spec.getParenturn() === parent ? "" : spec.getParenturn()],
  ];
  return parts.flatMap(([key, value]) => (value ? [`${key}=${value}`] : [])).join(" ");
}

/** A provider reference is `URN::ID`. */
function urnOfProvider(reference: string): string | undefined {
  return reference === "" ? undefined : reference.split("::").slice(0, 4).join("::");
}

function dropAbsent<T extends object>(options: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
