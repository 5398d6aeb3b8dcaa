/** A configured provider: its cluster, or why it has none, and what it tells the person who runs Pulumi. */
import { AsyncLocalStorage } from "node:async_hooks";
import { isAbortError, messageOf, type Logger, type Severity } from "../shared";
import type { PropertyMap } from "../shared/values";
import { KubeClient } from "./client/client";
import { Endpoint } from "./client/endpoint";
import { NoMatchError } from "./client/errors";
import { Transport } from "./client/transport";
import type { KindRef } from "./client/types";
import type { Settings } from "./config/settings";
import { isNamespacedBuiltIn } from "./kinds/catalog";
import { textAt } from "./kinds/objects";

/** Milliseconds before the first retry of the first request: an answer that says no must not keep one waiting. */
const UNREACHABLE_RETRY_PAUSE = 100;
/** A server that swallows every packet is given up after this many milliseconds. */
const UNREACHABLE_TIMEOUT = 15_000;

/** The resource that the current call is about, so that a warning deep in the client finds its way. */
const currentUrn = new AsyncLocalStorage<string>();

/** Runs a call on behalf of a resource: what the API server warns of during it is logged under that resource. */
export function onBehalfOf<T>(urn: string, call: () => Promise<T>): Promise<T> {
  return currentUrn.run(urn, call);
}

/** What every operation works with. */
export class Session {
  private readonly warned = new Set<string>();
  private readonly scopes = new Map<string, boolean>();
  private unreachableTold = false;

  private constructor(
    readonly settings: Settings,
    private readonly logger: Logger,
    private readonly reached: { client: KubeClient; minor: number; namespace: string | undefined } | undefined,
    private readonly unreachableReason: string,
  ) {}

  /** Connects. A cluster that cannot be reached is no error yet: previews and unreachable settings may not need it. */
  static async open(settings: Settings, logger: Logger, signal: AbortSignal): Promise<Session> {
    const holder: { session?: Session } = {};
    const deadline = AbortSignal.timeout(UNREACHABLE_TIMEOUT);
    let place = "";
    try {
      const endpoint = await Endpoint.load(settings.endpoint);
      place = ` (context "${endpoint.context}", server ${endpoint.server})`;
      const transport = new Transport(endpoint, {
        ...(settings.rateLimit === undefined ? {} : { rateLimit: settings.rateLimit }),
        ...(settings.timeoutSeconds === undefined ? {} : { timeoutSeconds: settings.timeoutSeconds }),
        warn: (warning) => {
          holder.session?.warnOnce(warning);
        },
      });
      const probe = new KubeClient(new Transport(endpoint, { retryPause: UNREACHABLE_RETRY_PAUSE }));
      const minor = await probe.minorVersion(AbortSignal.any([signal, deadline]));
      const namespace = settings.namespace ?? endpoint.namespace;
      holder.session = new Session(settings, logger, { client: new KubeClient(transport), minor, namespace }, "");
    } catch (error) {
      if (signal.aborted) throw error;
      const why = isAbortError(error) ? `no answer within ${UNREACHABLE_TIMEOUT / 1_000} s` : messageOf(error);
      holder.session = new Session(settings, logger, undefined, `${why}${place}`);
    }
    return holder.session;
  }

  /** Whether there is a cluster to talk to. */
  get isReachable(): boolean {
    return this.reached !== undefined;
  }

  /** The client. @throws Error that says why there is none, in full only the first time */
  get client(): KubeClient {
    if (this.reached === undefined) throw this.unreachableError();
    return this.reached.client;
  }

  /** The server's minor version; undefined without a cluster. */
  get minor(): number | undefined {
    return this.reached?.minor;
  }

  /** Namespace of objects that name none. */
  get defaultNamespace(): string | undefined {
    return this.reached?.namespace ?? this.settings.namespace;
  }

  /** One full explanation per provider; a large stack would repeat it for every resource. */
  unreachableError(): Error {
    const full = `configured Kubernetes cluster is unreachable: ${this.unreachableReason}`;
    const told = this.unreachableTold;
    this.unreachableTold = true;
    return new Error(told ? "configured Kubernetes cluster is unreachable (see the first such message)" : full);
  }

  /** Tells the person something about a resource. */
  log(severity: Severity, message: string, urn: string): void {
    void this.logger.log(severity, message, { urn });
  }

  /** Shows a status line of a resource until the next one; an empty one clears it. */
  status(message: string, urn: string): void {
    void this.logger.log("info", message, { urn, ephemeral: true });
  }

  /** Whether a kind has a namespace; undefined when neither the cluster nor a CRD of this update can tell. */
  async isNamespaced(kind: KindRef, signal: AbortSignal): Promise<boolean | undefined> {
    const base = { ...kind, kind: kind.kind.replace(/Patch$/, "") };
    const known = isNamespacedBuiltIn(base) ?? this.scopes.get(scopeKey(kind.apiVersion, kind.kind));
    if (known !== undefined || this.reached === undefined) return known;
    try {
      return (await this.reached.client.discovery.find(kind, signal)).namespaced;
    } catch (error) {
      if (error instanceof NoMatchError) return undefined;
      throw error;
    }
  }

  /** Whether the cluster serves a kind. */
  async serves(kind: KindRef, signal: AbortSignal): Promise<boolean> {
    if (this.reached === undefined) return false;
    try {
      await this.reached.client.discovery.find(kind, signal);
      return true;
    } catch (error) {
      if (error instanceof NoMatchError) return false;
      throw error;
    }
  }

  /** Notes the scope of the kind that a CRD of this update defines. */
  noteDefinition(definition: PropertyMap): void {
    const group = textAt(definition, "spec", "group");
    const kind = textAt(definition, "spec", "names", "kind");
    this.scopes.set(scopeKey(`${group}/`, kind), textAt(definition, "spec", "scope") === "Namespaced");
  }

  /** Forgets what the cluster served, after a CRD changed. */
  forgetKinds(): void {
    this.reached?.client.discovery.forget();
  }

  private warnOnce(warning: string): void {
    const urn = currentUrn.getStore() ?? "";
    const key = `${urn} ${warning}`;
    if (this.warned.has(key)) return;
    this.warned.add(key);
    this.log("warning", warning, urn);
  }
}

function scopeKey(apiVersion: string, kind: string): string {
  return `${apiVersion.split("/")[0] ?? ""}/${kind}`;
}
