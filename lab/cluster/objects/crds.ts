/** The operators' CustomResourceDefinitions, as their projects publish them, sent to the API server unread. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { LabError } from "../../errors";
import type { CrdSource } from "../../toolchain";
import type { ApiClient } from "../api";
import { poll } from "../poll";

const CRD_PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
/** Aggregated discovery (Kubernetes docs, "The Kubernetes API"): one small answer that lists every served resource. */
const DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
/** How long the API server may take to serve all of them, in milliseconds; it takes seconds on a busy machine. */
const SERVED_TIMEOUT_MS = 60_000;

interface CrdDocument {
  /** "<plural>.<group>". */
  readonly name: string;
  readonly text: string;
}

/** A value that changes with the content of the files, the operators and their versions. */
export async function crdFingerprint(sources: readonly CrdSource[]): Promise<string> {
  const hash = createHash("sha256");
  for (const { operator, module, version, files } of sources) {
    hash.update(`${operator} ${module} ${version}\n`);
    for (const file of files) hash.update(await readFile(file));
  }
  return hash.digest("hex");
}

/**
 * Applies all CRDs and waits until the API server serves them.
 * @throws LabError when it refuses one or doesn't serve it
 */
export async function installCrds(
  api: ApiClient,
  sources: readonly CrdSource[],
  options: { onProgress: (text: string) => void; signal?: AbortSignal | undefined },
): Promise<void> {
  const documents = (await Promise.all(sources.flatMap(({ files }) => files).map(readCrds))).flat();
  // The largest first, so that none of them is waited for alone at the end.
  documents.sort((one, other) => other.text.length - one.text.length);
  let applied = 0;
  await Promise.all(
    documents.map(async ({ name, text }) => {
      await api.apply(`${CRD_PATH}/${name}`, text);
      options.onProgress(`${++applied} of ${documents.length} applied`);
    }),
  );
  let missing = documents.map(({ name }) => name);
  const complete = await poll(
    async () => {
      const served = await servedResources(api);
      missing = missing.filter((name) => !served.has(name));
      options.onProgress(`${documents.length - missing.length} of ${documents.length} served`);
      return missing.length === 0 ? true : undefined;
    },
    { timeoutMs: SERVED_TIMEOUT_MS, signal: options.signal },
  );
  if (complete) return;
  throw new LabError(`The API server does not serve ${missing.slice(0, 3).join(", ")} (${missing.length} missing).`, {
    remedy: `Look for the reason with "kubectl describe crd ${missing[0] ?? ""}".`,
  });
}

/** The CRDs of a file that may hold several documents and others among them, such as a kustomization. */
async function readCrds(file: string): Promise<CrdDocument[]> {
  const documents = (await readFile(file, "utf8")).split(/^---.*$/m);
  return documents
    .filter((text) => /^kind: CustomResourceDefinition\s*$/m.test(text))
    .map((text) => {
      const name = /^ {2}name: "?([a-z0-9.-]+)"?\s*$/m.exec(text)?.[1];
      if (name === undefined) {
        throw new LabError(`A CustomResourceDefinition in ${file} has no name.`, {
          remedy: "Delete the tool chain's folder and start again: the file may be damaged.",
        });
      }
      return { name, text };
    });
}

async function servedResources(api: ApiClient): Promise<Set<string>> {
  interface Discovery {
    readonly items: readonly {
      readonly metadata: { readonly name: string };
      readonly versions: readonly { readonly resources?: readonly { readonly resource: string }[] }[];
    }[];
  }
  const { items } = await api.json<Discovery>("/apis", DISCOVERY);
  return new Set(
    items.flatMap(({ metadata, versions }) =>
      versions.flatMap(({ resources }) => (resources ?? []).map(({ resource }) => `${resource}.${metadata.name}`)),
    ),
  );
}
