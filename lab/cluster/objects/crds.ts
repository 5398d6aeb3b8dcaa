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
/** The pause between two looks, in milliseconds: each costs the API server time that it needs for the CRDs. */
const SERVED_INTERVAL_MS = 250;

/** One CRD as its project publishes it. */
export interface CrdDocument {
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

/** What is given to those who bring CRDs into a cluster. */
export interface CrdOptions {
  readonly onProgress: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Applies all CRDs. @throws Error with the API server's message when it refuses one */
export async function applyCrds(api: ApiClient, documents: readonly CrdDocument[], options: CrdOptions): Promise<void> {
  let applied = 0;
  await Promise.all(
    documents.map(async ({ name, text }) => {
      await api.apply(`${CRD_PATH}/${name}`, text);
      options.onProgress(`${++applied} of ${documents.length} applied`);
    }),
  );
}

/** Waits until the API server serves all CRDs. @throws LabError when it doesn't */
export async function awaitServed(
  api: ApiClient,
  documents: readonly CrdDocument[],
  options: CrdOptions,
): Promise<void> {
  let missing = documents.map(({ name }) => name);
  const complete = await poll(
    async () => {
      const served = await servedResources(api);
      missing = missing.filter((name) => !served.has(name));
      options.onProgress(`${documents.length - missing.length} of ${documents.length} served`);
      return missing.length === 0 ? true : undefined;
    },
    { timeoutMs: SERVED_TIMEOUT_MS, intervalMs: SERVED_INTERVAL_MS, signal: options.signal },
  );
  if (complete) return;
  throw new LabError(`The API server does not serve ${missing.slice(0, 3).join(", ")} (${missing.length} missing).`, {
    remedy: `Look for the reason with "kubectl describe crd ${missing[0] ?? ""}".`,
  });
}

/** All CRDs of these files, the largest first, so that none of them is waited for alone at the end. */
export async function readCrds(sources: readonly CrdSource[]): Promise<CrdDocument[]> {
  const documents = (await Promise.all(sources.flatMap(({ files }) => files).map(crdsOf))).flat();
  return documents.sort((one, other) => other.text.length - one.text.length);
}

/** The CRDs of a file that may hold several documents and others among them, such as a kustomization. */
async function crdsOf(file: string): Promise<CrdDocument[]> {
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
