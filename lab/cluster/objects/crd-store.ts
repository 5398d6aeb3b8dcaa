/**
 * The CRDs as an API server of this tool chain has stored them, kept for the next fresh lab: written straight into its etcd
 * they are served after a third of the CPU time that applying, checking and publishing each of them takes.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeAtomically } from "../../files";
import { cacheDir } from "../../paths";
import type { Toolchain } from "../../toolchain";

/** Where kube-apiserver keeps CRDs (Kubernetes, "--etcd-prefix" and the API group's name). */
const PREFIX = "/registry/apiextensions.k8s.io/customresourcedefinitions/";
/** The first key after all that begin with the prefix: "0" follows "/". */
const PREFIX_END = PREFIX.replace(/\/$/, "0");
const REQUEST_TIMEOUT_MS = 30_000;

/** A stored CRD: only what is changed here. */
interface StoredCrd {
  readonly metadata: { readonly name: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** The CRDs that one set of programs and CRD files leads to. */
export class CrdStore {
  /** Where they are kept; its name changes with every program and CRD. */
  readonly file: string;

  /**
   * @param fingerprint of the CRD files
   * @param etcdPort on 127.0.0.1
   */
  constructor(
    toolchain: Toolchain,
    fingerprint: string,
    private readonly etcdPort: number,
    private readonly signal?: AbortSignal,
  ) {
    this.file = join(cacheDir(), "crds", `${basename(toolchain.dir)}-${fingerprint.slice(0, 16)}.json`);
  }

  /** Writes the kept CRDs into etcd, those apart that are there. @returns whether there were any to write */
  async restore(): Promise<boolean> {
    let kept: readonly StoredCrd[];
    try {
      kept = JSON.parse(await readFile(this.file, "utf8")) as readonly StoredCrd[];
    } catch {
      return false;
    }
    const creationTimestamp = `${new Date().toISOString().slice(0, 19)}Z`;
    for (const { metadata, ...crd } of kept) {
      const key = base64(`${PREFIX}${metadata.name}`);
      const object = { ...crd, metadata: { ...metadata, uid: randomUUID(), creationTimestamp } };
      await this.call("/v3/kv/txn", {
        compare: [{ key, target: "CREATE", result: "EQUAL", create_revision: "0" }],
        success: [{ request_put: { key, value: base64(`${JSON.stringify(object)}\n`) } }],
      });
    }
    return kept.length > 0;
  }

  /** Keeps the CRDs that etcd holds now. */
  async keep(): Promise<void> {
    const answer = (await this.call("/v3/kv/range", { key: base64(PREFIX), range_end: base64(PREFIX_END) })) as {
      readonly kvs?: readonly { readonly value: string }[];
    };
    const crds = (answer.kvs ?? []).map(
      ({ value }) => JSON.parse(Buffer.from(value, "base64").toString()) as StoredCrd,
    );
    await mkdir(dirname(this.file), { recursive: true });
    writeAtomically(this.file, JSON.stringify(crds));
  }

  /** etcd's JSON gateway (etcd docs, "gRPC gateway"). */
  private async call(path: string, body: object): Promise<unknown> {
    const deadline = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const response = await fetch(`http://127.0.0.1:${this.etcdPort}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      signal: this.signal ? AbortSignal.any([this.signal, deadline]) : deadline,
    });
    if (!response.ok) throw new Error(`etcd ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
