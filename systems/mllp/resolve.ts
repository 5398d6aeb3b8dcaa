import type * as pulumi from "@pulumi/pulumi";

import type { Budget } from "../../components/disruption-budget";
import { resolveImage } from "../../config/image";
import { parseDuration } from "../../config/primitives/duration";
import type { ByteQuantity } from "../../config/primitives/quantity";
import { setSecretCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { StackSettings } from "../../config/stack";
import { checkExtraEnv } from "../common/extra-env";
import { resolveResources, type LimitedResources } from "../common/resources";
import { resolveBudget, resolveScaling, type Scaling } from "./scaling";
import { checkClientNamespaces, reservedVariables } from "./checks";
import { mllpSection, type MllpKeys, type MllpSecret } from "./schema";
import { figures, persistence as persistent, shutdown, type MllpEnvironment } from "./values";

/** Everything that the MLLP system needs: the figures of the environment with the stack's values over them. */
export interface MllpValues {
  readonly environment: MllpEnvironment;
  readonly namespace: string;
  /** Full reference of the image. */
  readonly image: string;
  readonly imagePullSecrets: readonly string[];
  /** Absent: none. */
  readonly priorityClassName?: string;
  readonly logLevel: string;
  readonly maxConnections: number;
  /** As the server reads it: "5s". */
  readonly preShutdownDelay: string;
  /** As the server reads it: "30s". */
  readonly shutdownTimeout: string;
  /** preShutdownDelay + shutdownTimeout. */
  readonly drainSeconds: number;
  readonly graceSeconds: number;
  readonly resources: LimitedResources;
  readonly zoneSpread: boolean;
  readonly scaling: Scaling;
  readonly budget: Budget;
  /** Further keys of the ConfigMap. */
  readonly extraEnv: Readonly<Record<string, string>>;
  /** Absent: no TLS. */
  readonly tls?: { readonly certificate: pulumi.Output<string>; readonly key: pulumi.Output<string> };
  /** Absent: no volume. */
  readonly persistence?: {
    readonly storageClassName: string;
    readonly size: ByteQuantity;
    readonly fileSystemBackup: boolean;
    readonly writableRootFilesystem: boolean;
  };
  readonly clientNamespaces: readonly string[];
  readonly restartedAt?: string;
}

/** What was read of the `mllp:` namespace. */
export interface MllpReading {
  readonly values: MllpKeys;
  readonly secrets: Readonly<Partial<Record<MllpSecret, pulumi.Output<string>>>>;
}

/** Lays the stack's values over the figures of the environment and checks what only both together can tell. */
export function resolveMllp(
  scope: Scope & { readonly environment: MllpEnvironment },
  settings: Pick<StackSettings, "imagePullSecrets" | "priorityClassName">,
  { values, secrets }: MllpReading,
): MllpValues {
  const base = figures[scope.environment];
  const persistence = resolvePersistence(values);
  const scaling = resolveScaling(scope, values);
  const tls = resolveTls(scope, values, secrets);
  checkExtraEnv(scope, values.extraEnv ?? {}, reservedVariables);
  checkClientNamespaces(scope, values.clientNamespaces ?? []);
  return {
    environment: scope.environment,
    namespace: base.namespace,
    image: resolveImage(scope, "images.server", values.images?.server, "mllp-server"),
    imagePullSecrets: settings.imagePullSecrets,
    ...(settings.priorityClassName === undefined ? {} : { priorityClassName: settings.priorityClassName }),
    logLevel: values.logLevel ?? base.logLevel,
    maxConnections: values.maxConnections ?? base.maxConnections,
    ...resolveShutdown(scope, values),
    resources: resolveResources(scope, "resources", base.resources, values.resources),
    zoneSpread: base.zoneSpread && persistence === undefined,
    scaling,
    budget: resolveBudget(scope, values, scaling),
    extraEnv: values.extraEnv ?? {},
    ...(tls === undefined ? {} : { tls }),
    ...(persistence === undefined ? {} : { persistence }),
    clientNamespaces: values.clientNamespaces ?? [],
    ...(values.restartedAt === undefined ? {} : { restartedAt: values.restartedAt }),
  };
}

/** SPEC 1.1.12: the grace period is computed; an override may lengthen it, never cut into it (W-28). */
function resolveShutdown(
  scope: Scope,
  values: MllpKeys,
): Pick<MllpValues, "preShutdownDelay" | "shutdownTimeout" | "drainSeconds" | "graceSeconds"> {
  const preShutdownDelay = values.preShutdownDelay ?? shutdown.preShutdownDelay;
  const shutdownTimeout = values.shutdownTimeout ?? shutdown.shutdownTimeout;
  const drainSeconds = Math.ceil(parseDuration(preShutdownDelay).seconds + parseDuration(shutdownTimeout).seconds);
  const needed = drainSeconds + shutdown.marginSeconds;
  const given = values.terminationGracePeriodSeconds;
  if (given !== undefined && given < needed) {
    scope.report({
      key: `${scope.namespace}:terminationGracePeriodSeconds`,
      given: String(given),
      allowed: `at least ${needed}: delay ${preShutdownDelay} + timeout ${shutdownTimeout} + ${shutdown.marginSeconds} s, or the server is killed while it drains (R-48)`,
      remedy: [
        "leave the key out, then it is computed:",
        `pulumi config rm --stack ${scope.stack} ${scope.namespace}:terminationGracePeriodSeconds`,
      ],
    });
  }
  return { preShutdownDelay, shutdownTimeout, drainSeconds, graceSeconds: given ?? needed };
}

function resolvePersistence({ persistence }: MllpKeys): MllpValues["persistence"] {
  if (persistence?.enabled !== true) {
    return undefined;
  }
  return {
    storageClassName: persistence.storageClassName ?? persistent.storageClassName,
    size: (persistence.size ?? persistent.size) as ByteQuantity,
    fileSystemBackup: persistence.fileSystemBackup ?? false,
    writableRootFilesystem: persistence.writableRootFilesystem ?? false,
  };
}

function resolveTls(scope: Scope, values: MllpKeys, secrets: MllpReading["secrets"]): MllpValues["tls"] {
  if (!(values.tls?.enabled ?? figures[scope.environment as MllpEnvironment].tls)) {
    return undefined;
  }
  for (const key of ["tlsCertificate", "tlsKey"] as const) {
    if (secrets[key] === undefined) {
      const { description, file } = mllpSection.secrets[key];
      scope.report({
        key: `${scope.namespace}:${key}`,
        given: "nothing, and TLS is on",
        allowed: `an encrypted value: ${description}`,
        remedy: [setSecretCommand(scope.stack, `${scope.namespace}:${key}`, file)],
      });
    }
  }
  const { tlsCertificate: certificate, tlsKey: key } = secrets;
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}
