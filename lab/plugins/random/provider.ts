/** The provider `random`: values that are made once, kept in the state, and made anew when an input changes. */
import { status } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckFailure,
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  PropertyDiff,
  ProviderHandshakeResponse,
  ReadResponse,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import {
  PluginError,
  Secret,
  Unknown,
  decodeStruct,
  encodeStruct,
  messageOf,
  rewrapSecrets,
  type Methods,
  type PluginContext,
  type PropertyMap,
  type PropertyValue,
} from "../shared";
import { kindOf } from "./catalogue";
import { completeInputs, refusals } from "./check";
import { changedInputs, type InputChange } from "./diff";
import type { RandomKind } from "./kind";

const REPLACING = {
  add: PropertyDiff.Kind.ADD_REPLACE,
  delete: PropertyDiff.Kind.DELETE_REPLACE,
  update: PropertyDiff.Kind.UPDATE_REPLACE,
} as const satisfies Record<InputChange["kind"], PropertyDiff.Kind>;

/** The provider's methods; `version` is that of @pulumi/random. Secrets are kept, outputs arrive as plain values. */
export function randomProvider(plugin: PluginContext, version: string): Methods<IResourceProviderServer> {
  return {
    handshake: () => new ProviderHandshakeResponse().setAcceptSecrets(true),
    getPluginInfo: () => new PluginInfo().setVersion(version),
    attach: () => new Empty(),
    checkConfig: (request) => new CheckResponse().setInputs(request.getNews()),
    diffConfig: () => new DiffResponse().setChanges(DiffResponse.DiffChanges.DIFF_NONE),
    configure: () => new ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true),
    async check(request) {
      const kind = requireKind(request);
      const inputs = decodeStruct(request.getNews());
      await warnOfDeprecated(kind, inputs, request.getUrn(), plugin);
      const failures = refusals(kind, inputs).map(({ property, reason }) =>
        new CheckFailure().setProperty(property).setReason(reason),
      );
      return new CheckResponse().setInputs(request.getNews()).setFailuresList(failures);
    },
    diff(request) {
      const state = decodeStruct(request.getOlds());
      return diffResponse(changedInputs(requireKind(request), state, decodeStruct(request.getNews())));
    },
    async create(request) {
      const kind = requireKind(request);
      const inputs = decodeStruct(request.getProperties());
      if (request.getPreview()) {
        return new CreateResponse().setProperties(encodeStruct(outputs(kind, inputs, unknownOutputs(kind))));
      }
      const generated = await kind.generate(completeInputs(kind, inputs));
      return new CreateResponse()
        .setId(generated.id)
        .setProperties(encodeStruct(outputs(kind, inputs, generated.outputs)));
    },
    async read(request) {
      const kind = requireKind(request);
      if ((request.getProperties()?.getFieldsMap().getLength() ?? 0) > 0) {
        return new ReadResponse()
          .setId(request.getId())
          .setInputs(request.getInputs())
          .setProperties(request.getProperties());
      }
      return importValue(kind, request.getId(), request.getType());
    },
    update(request) {
      // Only changes that mean nothing arrive here, such as a keeper without a value: the result stays.
      const state = decodeStruct(request.getOlds());
      const kind = requireKind(request);
      const kept = Object.fromEntries(Object.keys(kind.computed).map((key) => [key, state[key] ?? null]));
      return new UpdateResponse().setProperties(encodeStruct(outputs(kind, decodeStruct(request.getNews()), kept)));
    },
    delete: () => new Empty(),
    cancel() {
      plugin.cancel();
      return new Empty();
    },
  };
}

interface TypedRequest {
  getType(): string;
  getUrn(): string;
}

function requireKind(request: TypedRequest): RandomKind {
  const type = request.getType();
  const kind = kindOf(type);
  if (kind !== undefined) return kind;
  throw new PluginError(status.NOT_FOUND, `${request.getUrn()}: the provider random has no resource type "${type}"`);
}

async function importValue(kind: RandomKind, id: string, type: string): Promise<ReadResponse> {
  if (kind.import === undefined) {
    throw new PluginError(status.UNIMPLEMENTED, `${type} cannot be imported: make a new one instead`);
  }
  try {
    const imported = await kind.import(id);
    return new ReadResponse()
      .setId(imported.id)
      .setInputs(encodeStruct(imported.inputs))
      .setProperties(encodeStruct(outputs(kind, imported.inputs, imported.outputs)));
  } catch (thrown) {
    throw new PluginError(status.INVALID_ARGUMENT, `${type} cannot be imported: ${messageOf(thrown)}`);
  }
}

/** The state of a resource: its inputs with defaults and its computed values; what is secret in the inputs stays so. */
function outputs(kind: RandomKind, inputs: PropertyMap, computed: PropertyMap): PropertyMap {
  const state = rewrapSecrets(completeInputs(kind, inputs), inputs);
  for (const [key, value] of Object.entries(computed))
    state[key] = kind.computed[key] === "secret" ? secret(value) : value;
  return state;
}

function secret(value: PropertyValue): Secret {
  return value instanceof Secret ? value : new Secret(value);
}

function unknownOutputs(kind: RandomKind): PropertyMap {
  return Object.fromEntries(Object.keys(kind.computed).map((key) => [key, new Unknown()]));
}

function diffResponse(changes: readonly InputChange[]): DiffResponse {
  if (changes.length === 0) return new DiffResponse().setChanges(DiffResponse.DiffChanges.DIFF_NONE);
  const properties = changes.map(({ property }) => property);
  const response = new DiffResponse()
    .setChanges(DiffResponse.DiffChanges.DIFF_SOME)
    .setReplacesList(properties)
    .setDiffsList(properties)
    .setHasdetaileddiff(true);
  for (const { property, kind } of changes) {
    response.getDetaileddiffMap().set(property, new PropertyDiff().setKind(REPLACING[kind]));
  }
  return response;
}

async function warnOfDeprecated(
  kind: RandomKind,
  inputs: PropertyMap,
  urn: string,
  plugin: PluginContext,
): Promise<void> {
  for (const [property, { deprecated }] of Object.entries(kind.inputs)) {
    if (deprecated !== undefined && (inputs[property] ?? null) !== null) {
      await plugin.logger.log("warning", `${property} is deprecated: use ${deprecated} instead`, { urn });
    }
  }
}
