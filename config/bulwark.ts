import * as z from "zod";

import { choice, list, text, textEntry } from "./fields";
import { ENVIRONMENTS } from "./primitives/environment";
import { dnsSubdomainFormat, parseDnsSubdomain } from "./primitives/names";
import type { Section } from "./section";

/**
 * The `bulwark:` namespace: what concerns the whole stack.
 *
 * `systems` is checked against the registry, so the names come from there.
 */
export function bulwarkSection(systems: readonly string[]): Section<BulwarkSchema> {
  return {
    namespace: "bulwark",
    schema: z.strictObject({
      environment: choice(
        "Whose figures the stack takes. Default: the stack's name, which then must be one of these.",
        ENVIRONMENTS,
      ),
      context: text({
        description:
          "Context of the kubeconfig that the stack uses. Staging and prod need this or clusterUid. Default: the current context.",
        format: {
          pattern: String.raw`^\S+$`,
          description: "the name of a context, see kubectl config get-contexts",
          examples: ["bulwark-prod"],
        },
      }),
      kubeconfig: text({
        description: "Path of the kubeconfig file. Default: what KUBECONFIG says, else ~/.kube/config.",
        format: {
          pattern: String.raw`^[^\n{]+$`,
          description: "the path of a file; its contents are credentials and don't belong in a stack file",
          examples: ["./kubeconfig"],
        },
      }),
      clusterUid: text({
        description:
          "UID of the Namespace kube-system of the stack's cluster, which tells one cluster from another. Checked before anything is changed; staging and prod need this or context.",
        format: {
          pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
          description: "a UID, see kubectl get namespace kube-system -o jsonpath={.metadata.uid}",
          examples: ["5a1f0c1e-3f5b-4c39-9a83-2d0f3a7c9f10"],
        },
      }),
      systems: list("The systems that the stack runs. Default: all that exist for the environment.", z.enum(systems), [
        ...systems,
      ]),
      imagePullSecrets: list(
        "Names of Secrets with the registries' credentials, in the namespaces of the pods. Default: none, the nodes' own role pulls (G-18).",
        textEntry({ description: "Name of a Secret.", format: dnsSubdomainFormat, parse: parseDnsSubdomain }),
        ["registry-credentials"],
      ),
      skipAwait: list(
        "Objects for whose readiness an update doesn't wait, as Kind/name. Default: none (G-65).",
        textEntry({
          description: "Kind and name of an object.",
          format: {
            pattern: "^[A-Z][A-Za-z]+/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$",
            description: "an object as Kind/name, such as Service/mllp-server",
            examples: ["Service/mllp-server"],
          },
        }),
        ["Service/mllp-server"],
      ),
    }),
    secrets: {},
  };
}

type TextKey = ReturnType<typeof text>;
type TextList = z.ZodOptional<z.ZodArray<z.ZodString>>;

/** Schema of {@link bulwarkSection}. */
export type BulwarkSchema = z.ZodObject<
  {
    environment: ReturnType<typeof choice<typeof ENVIRONMENTS>>;
    context: TextKey;
    kubeconfig: TextKey;
    clusterUid: TextKey;
    systems: z.ZodOptional<z.ZodArray<z.ZodEnum>>;
    imagePullSecrets: TextList;
    skipAwait: TextList;
  },
  z.core.$strict
>;

/** Values of the `bulwark:` namespace as they stand in the stack file. */
export type BulwarkValues = z.output<BulwarkSchema>;
