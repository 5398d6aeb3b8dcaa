import type { KubeConfig } from "@kubernetes/client-node";

import type { Check } from "./check";
import type { Needs } from "./needs";

/** What an update does with an object: server-side apply patches and creates, waiting gets, a change of name deletes. */
const VERBS = ["get", "create", "patch", "delete"] as const;

/** How many questions are open at a time. */
const AT_ONCE = 16;

/**
 * Whether the person may write what the stack makes, asked of the API server for every kind in every namespace.
 * @param plurals plural names by `apps/v1 Deployment`; kinds without one are not asked for
 */
export async function permissionChecks(
  config: KubeConfig,
  { places }: Needs,
  plurals: ReadonlyMap<string, string>,
): Promise<readonly Check[]> {
  const { AuthorizationV1Api, V1SelfSubjectAccessReview, V1SelfSubjectAccessReviewSpec } =
    await import("@kubernetes/client-node");
  const api = config.makeApiClient(AuthorizationV1Api);
  const questions = places.flatMap((place) => {
    const [apiVersion = "", kind = "", namespace] = place.split(" ");
    const resource = plurals.get(`${apiVersion} ${kind}`);
    if (resource === undefined) return [];
    const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
    return VERBS.map((verb) => ({ verb, group, resource, ...(namespace === undefined ? {} : { namespace }) }));
  });
  const refused: string[] = [];
  for (let start = 0; start < questions.length; start += AT_ONCE) {
    await Promise.all(
      questions.slice(start, start + AT_ONCE).map(async (resourceAttributes) => {
        const spec = Object.assign(new V1SelfSubjectAccessReviewSpec(), { resourceAttributes });
        const body = Object.assign(new V1SelfSubjectAccessReview(), { spec });
        const { status } = await api.createSelfSubjectAccessReview({ body });
        const { verb, resource, namespace } = { namespace: undefined, ...resourceAttributes };
        if (status?.allowed !== true)
          refused.push(`${verb} ${resource}${namespace === undefined ? "" : ` in ${namespace}`}`);
      }),
    );
  }
  return [
    {
      name: "Permissions",
      status: refused.length === 0 ? "ok" : "missing",
      found:
        refused.length === 0
          ? `all ${questions.length} that an update takes`
          : `not allowed: ${refused.sort().join("; ")}`,
      neededBy: [],
      remedy: "docs/deployer.md has the least role that deploys a stack.",
    },
  ];
}
