import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/kubernetes/provider";

import type { Amounts } from "../components/builders/namespace";
import type { CustomKind } from "../components/custom-resources";
import { SecureNamespace, type SecureNamespaceArgs } from "../components/secure-namespace";
import { ConfigurationError } from "../config/configuration-error";
import { removeCommand } from "../config/problem";
import type { StackSettings } from "../config/stack";
import { stackAnnotations } from "./annotations";
import { neededKinds } from "./capabilities";
import { stackPeers, type StackPeers } from "./peers";
import { Preflight } from "./preflight";

/** A namespace of applications; its environment is the stack's, its quota that of all systems in it. */
export type PlatformNamespaceArgs = Omit<SecureNamespaceArgs, "environment" | "quota">;

/** What the systems of a stack decide of their namespaces together, by name. */
export interface NamespaceDecisions {
  /** Those with data that outlive the stack. Default: none. */
  readonly retained?: readonly string[];
  /** Hard limits of their ResourceQuotas (G-41). Default: none. */
  readonly quotas?: Readonly<Record<string, Amounts>>;
}

/** What all systems of a stack share: the cluster, the verdict about it, their neighbours and namespaces. */
export class Platform {
  declare readonly settings: StackSettings;
  declare readonly preflight: Preflight;
  /** Who every system's pods talk to. */
  declare readonly peers: StackPeers;
  /** Options of every top-level component: the provider, the dependence on the preflight, the stack's annotations. */
  declare readonly options: pulumi.ComponentResourceOptions;
  private readonly namespaces = new Map<string, { readonly args: string; readonly namespace: SecureNamespace }>();
  /** Every object of the stack, as `Kind/name`. */
  private readonly objects = new Set<string>();
  private readonly program = deferred();

  /**
   * @param wanted kinds that the stack's systems make; those of capabilities that are off are not looked for.
   * @param decisions what all systems together decide of their namespaces. Default: nothing.
   */
  constructor(
    settings: StackSettings,
    wanted: readonly CustomKind[],
    private readonly decisions: NamespaceDecisions = {},
  ) {
    const { stack, cluster } = settings;
    const customResources = neededKinds(settings.capabilities, wanted);
    const provider = new Provider("cluster", {
      // A ConfigMap or Secret that is replaced gets no second name here, so it has to change in place.
      enableConfigMapMutable: true,
      enableSecretMutable: true,
      ...(cluster.context === undefined ? {} : { context: cluster.context }),
      ...(cluster.kubeconfig === undefined ? {} : { kubeconfig: cluster.kubeconfig }),
      // Pulumi replaces every object when it takes the cluster for another one, and deletes the old ones through whatever
      // cluster the kubeconfig then names. Which cluster is right is the preflight's to say, so this never changes: not
      // with the stack's name either, because stacks are renamed, and objects move from one to another (pulumi state move).
      clusterIdentifier: "bulwark",
    });
    this.settings = settings;
    this.peers = stackPeers(settings);
    this.preflight = new Preflight(
      "preflight",
      { stack, clusterUid: cluster.uid, customResources },
      { providers: [provider] },
    );
    this.options = {
      providers: [provider],
      // Nothing reaches the engine before the whole program has been read.
      dependsOn: pulumi.all([this.program.done]).apply((): pulumi.Resource[] => []),
      transformations: [stackAnnotations(settings, (object) => this.objects.add(object))],
    };
  }

  /**
   * Reads the program, and only then lets its resources go to the engine.
   * @throws ConfigurationError for entries of `bulwark:skipAwait` and `bulwark:breakGlass` that name no object, and what `program` throws; the
   * engine has then heard of nothing but the provider and the preflight.
   */
  run<Result>(program: () => Result): Result {
    try {
      const result = program();
      this.checkObjects();
      this.program.resolve();
      return result;
    } catch (error) {
      // The same error for every resource that waits: Pulumi prints it once.
      this.program.reject(error);
      throw error;
    }
  }

  /** What the configuration says of single objects must be about objects that exist. */
  private checkObjects(): void {
    const { stack, skipAwait, breakGlass } = this.settings;
    const named = [
      ...skipAwait.map((object, index) => ({ object, key: `bulwark:skipAwait[${index}]` })),
      ...Object.keys(breakGlass).map((object) => ({ object, key: `bulwark:breakGlass["${object}"]` })),
    ];
    const allowed = `objects of the stack: ${[...this.objects].sort().join(", ")}`;
    const problems = named
      .filter(({ object }) => !this.objects.has(object))
      .map(({ object, key }) => ({ key, given: object, allowed, remedy: [removeCommand(stack, key)] }));
    if (problems.length > 0) {
      throw new ConfigurationError(stack, problems);
    }
  }

  /**
   * A namespace of applications, closed before anything runs in it: of one system, or shared by several that ask
   * for the same one (C-40). In a preview it says until when it lives (G-54). One with data stays when the stack goes.
   *
   * @throws Error when two systems ask for one name with different arguments: neither may decide for the other.
   */
  namespace(args: PlatformNamespaceArgs): SecureNamespace {
    const { environment, preview } = this.settings;
    const wanted = JSON.stringify(args);
    const known = this.namespaces.get(args.name);
    if (known !== undefined) {
      if (known.args !== wanted) {
        throw new Error(`two systems ask for the namespace ${args.name}: one with ${known.args}, one with ${wanted}`);
      }
      return known.namespace;
    }
    const labels = preview === undefined ? args.labels : { ...args.labels, "expires-at": preview.expiresAt };
    const { retained: kept = [], quotas = {} } = this.decisions;
    const quota = Object.hasOwn(quotas, args.name) ? quotas[args.name] : undefined;
    const all = {
      ...args,
      environment,
      ...(labels === undefined ? {} : { labels }),
      ...(quota === undefined ? {} : { quota }),
    };
    const retained = kept.includes(args.name) ? { retainOnDelete: true } : {};
    const namespace = new SecureNamespace(args.name, all, { ...this.options, ...retained });
    this.namespaces.set(args.name, { args: wanted, namespace });
    return namespace;
  }
}

function deferred(): { done: Promise<void>; resolve: () => void; reject: (reason: unknown) => void } {
  let resolve: () => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const done = new Promise<void>((accept, refuse) => {
    resolve = accept;
    reject = refuse;
  });
  return { done, resolve, reject };
}
