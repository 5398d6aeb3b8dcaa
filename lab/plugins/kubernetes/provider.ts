/** The methods of Pulumi's ResourceProvider service: from messages to operations and back. */
import { status } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckFailure,
  CheckRequest,
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  PropertyDiff,
  ProviderHandshakeResponse,
  ReadResponse,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import packageManifest from "@pulumi/kubernetes/package.json";
import { PluginError, decodeStruct, encodeStruct, type CallContext, type Methods, type PluginContext } from "../shared";
import { unwrapProperties, type PropertyMap } from "../shared/values";
import type { EngineNaming } from "./check/naming";
import { diffConfig } from "./config/diff";
import { readSettings, unsupportedSettings } from "./config/settings";
import type { PropertyChange } from "./diff/detailed";
import type { Call } from "./operations/call";
import { check } from "./operations/check";
import { create } from "./operations/create";
import { remove } from "./operations/delete";
import { diff } from "./operations/diff";
import { read } from "./operations/read";
import { update } from "./operations/update";
import { Session, onBehalfOf } from "./session";

const { Kind } = PropertyDiff;

/** Per kind of change: as it is, and when it replaces. */
const CHANGE_KINDS = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const satisfies Record<PropertyChange["kind"], readonly [unknown, unknown]>;

/** The service's methods. What the official provider has beside API objects answers UNIMPLEMENTED. */
export function providerMethods(plugin: PluginContext): Methods<IResourceProviderServer> {
  let session: Session | undefined;

  /** Runs an operation on behalf of a resource. */
  const operate = <T>(urn: string, { signal }: CallContext, operation: (call: Call) => Promise<T>): Promise<T> => {
    if (session === undefined) throw new PluginError(status.FAILED_PRECONDITION, "the provider is not configured");
    const call = { session, urn, signal };
    return onBehalfOf(urn, () => operation(call));
  };

  return {
    handshake: () =>
      new ProviderHandshakeResponse()
        .setAcceptSecrets(true)
        .setAcceptResources(false)
        .setAcceptOutputs(false)
        .setSupportsAutonamingConfiguration(true),

    getPluginInfo: () => new PluginInfo().setVersion(packageManifest.version),

    attach: () => new Empty(),

    cancel: () => {
      plugin.cancel();
      return new Empty();
    },

    checkConfig: (request) => {
      const failures = unsupportedSettings(unwrapProperties(decodeStruct(request.getNews()))).map(
        ({ property, reason }) => new CheckFailure().setProperty(property).setReason(reason),
      );
      return new CheckResponse().setInputs(request.getNews()).setFailuresList(failures);
    },

    diffConfig: async (request) => {
      const [olds, news] = [request.getOlds(), request.getNews()].map((map) => unwrapProperties(decodeStruct(map)));
      const result = await diffConfig(olds ?? {}, news ?? {});
      if (result === undefined) return new DiffResponse().setChanges(DiffResponse.DiffChanges.DIFF_NONE);
      return new DiffResponse()
        .setChanges(DiffResponse.DiffChanges.DIFF_SOME)
        .setDiffsList(result.diffs)
        .setReplacesList(result.replaces);
    },

    configure: async (request, { signal }) => {
      const variables = new Map(request.getVariablesMap().entries());
      session = await Session.open(readSettings(variables, process.env), plugin.logger, signal);
      return new ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    },

    invoke: (request) => {
      const hint = "it deploys API objects only; use the objects themselves, or the official plugin";
      throw new PluginError(
        status.UNIMPLEMENTED,
        `the lab's kubernetes provider has no function "${request.getTok()}": ${hint}`,
      );
    },

    construct: (request) => {
      const hint = "it knows types that stand for one API object; use the objects themselves, or the official plugin";
      throw new PluginError(
        status.UNIMPLEMENTED,
        `the lab's kubernetes provider has no "${request.getType()}": ${hint}`,
      );
    },

    check: (request, context) =>
      operate(request.getUrn(), context, async (call) => {
        const inputs = await check(call, {
          olds: decodeStruct(request.getOlds()),
          news: decodeStruct(request.getNews()),
          seed: request.getRandomseed_asU8(),
          naming: engineNaming(request.getAutonaming()),
        });
        return new CheckResponse().setInputs(encodeStruct(inputs));
      }),

    diff: (request, context) =>
      operate(request.getUrn(), context, async (call) => {
        const result = await diff(call, {
          state: decodeStruct(request.getOlds()),
          news: decodeStruct(request.getNews()),
          ignoreChanges: request.getIgnorechangesList(),
        });
        const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
        const response = new DiffResponse()
          .setChanges(result.hasChanges ? DIFF_SOME : DIFF_NONE)
          .setReplacesList(result.replaces)
          .setDeletebeforereplace(result.deleteBeforeReplace)
          .setHasdetaileddiff(true);
        for (const [path, { kind, replace, inputDiff }] of result.changes) {
          const change = new PropertyDiff().setKind(CHANGE_KINDS[kind][replace ? 1 : 0]).setInputdiff(inputDiff);
          response.getDetaileddiffMap().set(path, change);
        }
        return response;
      }),

    create: (request, context) =>
      operate(request.getUrn(), context, async (call) => {
        const { id, properties } = await create(call, {
          news: decodeStruct(request.getProperties()),
          preview: request.getPreview(),
          timeout: request.getTimeout(),
        });
        return new CreateResponse().setId(id).setProperties(encodeStruct(properties));
      }),

    read: (request, context) =>
      operate(request.getUrn(), context, async (call) => {
        const found = await read(call, {
          id: request.getId(),
          state: decodeStruct(request.getProperties()),
          inputs: decodeStruct(request.getInputs()),
        });
        if (found === undefined) return new ReadResponse();
        return new ReadResponse()
          .setId(found.id)
          .setProperties(encodeStruct(found.state))
          .setInputs(encodeStruct(found.inputs));
      }),

    update: (request, context) =>
      operate(request.getUrn(), context, async (call) => {
        const properties = await update(call, {
          state: decodeStruct(request.getOlds()),
          news: decodeStruct(request.getNews()),
          ignoreChanges: request.getIgnorechangesList(),
          preview: request.getPreview(),
          timeout: request.getTimeout(),
        });
        return new UpdateResponse().setProperties(encodeStruct(properties));
      }),

    delete: (request, context) =>
      operate(request.getUrn(), context, async (call) => {
        const state: PropertyMap = decodeStruct(request.getProperties());
        await remove(call, { id: request.getId(), state, timeout: request.getTimeout() });
        return new Empty();
      }),
  };
}

function engineNaming(options: CheckRequest.AutonamingOptions | undefined): EngineNaming | undefined {
  if (options === undefined) return undefined;
  if (options.getMode() === CheckRequest.AutonamingOptions.Mode.DISABLE) return { mode: "disabled" };
  return options.getProposedName() === "" ? undefined : { mode: "propose", name: options.getProposedName() };
}
