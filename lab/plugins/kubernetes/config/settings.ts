/** The provider's settings: @pulumi/kubernetes, "Provider". Flags fall back to environment variables, as officially. */
import type { RateLimit } from "../client/limiter";
import type { EndpointOptions } from "../client/endpoint";
import { PluginError } from "../../shared";
import { status } from "@grpc/grpc-js";
import { isUnknown } from "../kinds/objects";
import type { PropertyMap } from "../../shared/values";

/** Everything a configured provider goes by. */
export interface Settings {
  endpoint: EndpointOptions;
  /** Namespace of objects that name none; default: the context's. */
  namespace: string | undefined;
  deleteUnreachable: boolean;
  skipUpdateUnreachable: boolean;
  enablePatchForce: boolean;
  upsertExistingObjects: boolean;
  enableConfigMapMutable: boolean;
  enableSecretMutable: boolean;
  suppressDeprecationWarnings: boolean;
  rateLimit: RateLimit | undefined;
  /** Seconds for one request; undefined: no limit. */
  timeoutSeconds: number | undefined;
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What stands behind each flag in the environment. */
const FLAG_VARIABLES = {
  deleteUnreachable: "PULUMI_K8S_DELETE_UNREACHABLE",
  skipUpdateUnreachable: "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE",
  enablePatchForce: "PULUMI_K8S_ENABLE_PATCH_FORCE",
  upsertExistingObjects: "PULUMI_K8S_UPSERT_EXISTING_OBJECTS",
  enableConfigMapMutable: "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
  enableSecretMutable: "PULUMI_K8S_ENABLE_SECRET_MUTABLE",
  suppressDeprecationWarnings: "PULUMI_K8S_SUPPRESS_DEPRECATION_WARNINGS",
} as const;

type Flag = keyof typeof FLAG_VARIABLES;

/** The official burst, which holds when only `qps` is set, and the official rate, when only `burst` is. */
const DEFAULT_LIMIT: RateLimit = { qps: 50, burst: 120 };

/** Reads settings. @throws PluginError for a value that cannot be understood */
export function readSettings(variables: ReadonlyMap<string, string>, environment: Environment): Settings {
  const text = (key: string): string | undefined => variables.get(`kubernetes:config:${key}`) || undefined;
  const flag = (key: Flag): boolean =>
    (variables.get(`kubernetes:config:${key}`) ?? environment[FLAG_VARIABLES[key]]) === "true";
  const { qps, burst, timeout } = clientSettings(text("kubeClientSettings"), environment);
  const kubeconfig = text("kubeconfig");
  const context = text("context");
  const cluster = text("cluster");
  return {
    endpoint: {
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(context === undefined ? {} : { context }),
      ...(cluster === undefined ? {} : { cluster }),
    },
    namespace: text("namespace"),
    deleteUnreachable: flag("deleteUnreachable"),
    skipUpdateUnreachable: flag("skipUpdateUnreachable"),
    enablePatchForce: flag("enablePatchForce"),
    upsertExistingObjects: flag("upsertExistingObjects"),
    enableConfigMapMutable: flag("enableConfigMapMutable"),
    enableSecretMutable: flag("enableSecretMutable"),
    suppressDeprecationWarnings: flag("suppressDeprecationWarnings"),
    rateLimit:
      qps === undefined && burst === undefined
        ? undefined
        : { qps: qps ?? DEFAULT_LIMIT.qps, burst: burst ?? DEFAULT_LIMIT.burst },
    timeoutSeconds: timeout,
  };
}

interface ClientSettings {
  qps: number | undefined;
  burst: number | undefined;
  timeout: number | undefined;
}

function clientSettings(json: string | undefined, environment: Environment): ClientSettings {
  let given: Record<string, unknown> = {};
  try {
    given = json === undefined ? {} : ((JSON.parse(json) ?? {}) as Record<string, unknown>);
  } catch {
    throw invalid("kubeClientSettings", json ?? "", "a JSON object with qps, burst and timeout");
  }
  const number = (key: keyof ClientSettings, variable: string): number | undefined => {
    const value = given[key] ?? environment[variable];
    if (value === undefined || value === "") return undefined;
    const parsed = Number(value);
    if (!Number.isFinite(parsed) || parsed <= 0) {
      throw invalid(`kubeClientSettings.${key}`, JSON.stringify(value), "a number greater than 0");
    }
    return parsed;
  };
  return {
    qps: number("qps", "PULUMI_K8S_CLIENT_QPS"),
    burst: number("burst", "PULUMI_K8S_CLIENT_BURST"),
    timeout: number("timeout", "PULUMI_K8S_CLIENT_TIMEOUT"),
  };
}

function invalid(key: string, given: string, allowed: string): PluginError {
  return new PluginError(status.INVALID_ARGUMENT, `kubernetes provider: ${key} is ${given}; allowed is ${allowed}`);
}

/** A setting that this provider refuses, and why. */
export interface SettingFailure {
  property: string;
  reason: string;
}

/** Settings of the official provider that the lab's does not have: a refusal rather than another result. */
export function unsupportedSettings(inputs: PropertyMap): SettingFailure[] {
  const failures: SettingFailure[] = [];
  const directory = inputs["renderYamlToDirectory"];
  if (isUnknown(directory) || (typeof directory === "string" && directory !== "")) {
    const reason =
      "the lab's provider applies objects only; remove renderYamlToDirectory, or use the official plugin to render";
    failures.push({ property: "renderYamlToDirectory", reason });
  }
  const apply = inputs["enableServerSideApply"];
  if (apply === false || apply === "false") {
    const reason =
      "the lab's provider works with server-side apply only; remove enableServerSideApply: false, or use the official plugin";
    failures.push({ property: "enableServerSideApply", reason });
  }
  return failures;
}
