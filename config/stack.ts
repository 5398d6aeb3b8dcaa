import type { BulwarkValues } from "./bulwark";
import { ENVIRONMENTS, isEnvironment, isStrict, type Environment } from "./primitives/environment";
import { setCommand, type Problem } from "./problem";

/** What a stack as a whole has decided. */
export interface StackSettings {
  /** Name of the stack. */
  readonly stack: string;
  readonly environment: Environment;
  /** Which cluster; see the keys of the same names. */
  readonly cluster: {
    readonly context?: string | undefined;
    readonly kubeconfig?: string | undefined;
    readonly uid?: string | undefined;
  };
  /** Names of Secrets with registry credentials, for the pods of every system. */
  readonly imagePullSecrets: readonly string[];
  /** Objects for whose readiness nothing waits, as `Kind/name`. */
  readonly skipAwait: readonly string[];
}

/**
 * Completes the `bulwark:` values: the environment defaults to the stack's name; staging and prod must name their
 * cluster. Without an environment there is no value, because every figure depends on it.
 */
export function resolveStack(
  stack: string,
  values: BulwarkValues,
  report: (problem: Problem) => void,
): StackSettings | undefined {
  const environment = values.environment ?? stack;
  if (!isEnvironment(environment)) {
    report({
      key: "bulwark:environment",
      given: `nothing, and the stack's name "${stack}" is no environment`,
      allowed: `one of ${ENVIRONMENTS.join(", ")}`,
      remedy: [setCommand(stack, "bulwark:environment", "dev")],
    });
    return undefined;
  }
  if (isStrict(environment) && values.context === undefined && values.clusterUid === undefined) {
    report({
      key: "bulwark:context",
      given: "nothing, and no bulwark:clusterUid either",
      allowed: `one of both: a stack of ${environment} names its cluster, so that it never changes another one`,
      remedy: [
        setCommand(stack, "bulwark:context", "<context of the kubeconfig>"),
        `pulumi config set --stack ${stack} bulwark:clusterUid "$(kubectl get namespace kube-system -o jsonpath={.metadata.uid})"`,
      ],
    });
  }
  return {
    stack,
    environment,
    cluster: { context: values.context, kubeconfig: values.kubeconfig, uid: values.clusterUid },
    imagePullSecrets: values.imagePullSecrets ?? [],
    skipAwait: values.skipAwait ?? [],
  };
}
