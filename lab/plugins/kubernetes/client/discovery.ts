/** Which resources the API server serves: path names and scopes of kinds, asked for once per group and version. */
import { NoMatchError, isNotFound } from "./errors";
import type { KindRef } from "./types";
import type { Transport } from "./transport";

/** How a kind is reached. */
export interface ResourceInfo {
  /** The name in paths, such as "deployments". */
  plural: string;
  namespaced: boolean;
}

type Kinds = ReadonlyMap<string, ResourceInfo>;

/** The resources of one cluster, remembered. */
export class Discovery {
  private readonly versions = new Map<string, Promise<Kinds>>();

  constructor(private readonly transport: Transport) {}

  /**
   * How a kind is reached. What was not there is asked for again each time, since a CRD may come in the same update.
   * @throws NoMatchError when the server does not serve it.
   */
  async find(kind: KindRef, signal: AbortSignal): Promise<ResourceInfo> {
    const remembered = (await this.kindsOf(kind.apiVersion, signal)).get(kind.kind);
    if (remembered !== undefined) return remembered;
    this.versions.delete(kind.apiVersion);
    const found = (await this.kindsOf(kind.apiVersion, signal)).get(kind.kind);
    if (found !== undefined) return found;
    this.versions.delete(kind.apiVersion);
    throw new NoMatchError(kind);
  }

  /** Forgets everything, after a CRD changed. */
  forget(): void {
    this.versions.clear();
  }

  private kindsOf(apiVersion: string, signal: AbortSignal): Promise<Kinds> {
    let kinds = this.versions.get(apiVersion);
    if (kinds === undefined) {
      kinds = this.ask(apiVersion, signal);
      this.versions.set(apiVersion, kinds);
      const asked = kinds;
      asked.catch(() => {
        if (this.versions.get(apiVersion) === asked) this.versions.delete(apiVersion);
      });
    }
    return kinds;
  }

  private async ask(apiVersion: string, signal: AbortSignal): Promise<Kinds> {
    const path = versionPath(apiVersion);
    try {
      const json = await this.transport.send({ method: "GET", path }, signal);
      const { resources = [] } = json as { resources?: { name: string; kind: string; namespaced: boolean }[] };
      const own = resources.filter(({ name }) => !name.includes("/"));
      return new Map(own.map(({ kind, name, namespaced }) => [kind, { plural: name, namespaced }]));
    } catch (error) {
      if (isNotFound(error)) return new Map();
      throw error;
    }
  }
}

/** The path under which a version is served: `/api/v1`, `/apis/apps/v1`. */
export function versionPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
