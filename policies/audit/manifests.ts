/** Reads the Kubernetes objects in a text, and says where everything stands. */
import { LineCounter, parseAllDocuments, type Document, type Tags } from "yaml";

import type { Value } from "../values/field";
import { Places, steps } from "./places";
import type { Fault, Place } from "./report";
import type { Source } from "./sources";
import { reason } from "./usage";

type JsonMap = Readonly<Record<string, Value>>;

/** One object as a file states it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly object: JsonMap;
  /** Which of all objects of the file, from 1. */
  readonly number: number;
  /** Where a path inside the object stands. */
  readonly place: (path: string) => Place;
}

export interface Manifests {
  readonly manifests: readonly Manifest[];
  readonly faults: readonly Fault[];
}

/**
 * Values that YAML 1.1 knows and kubectl does not: a date stays a text, so does 1:30.
 * Otherwise kubectl reads YAML 1.1, where `yes` and `on` are true.
 */
const FOREIGN_TAGS: ReadonlySet<string> = new Set(["timestamp", "binary", "omap", "pairs", "set"]);
const customTags = (tags: Tags): Tags =>
  tags.filter(
    (tag) =>
      typeof tag === "string" ||
      (!FOREIGN_TAGS.has(tag.tag.replace("tag:yaml.org,2002:", "")) && tag.format !== "TIME"),
  );

/** Reads every document of a source; one that cannot be read is a fault, and the others are read all the same. */
export function readManifests({ name, content }: Source): Manifests {
  const lines = new LineCounter();
  let documents: readonly Document.Parsed[];
  try {
    const parsed = parseAllDocuments(content, { version: "1.1", lineCounter: lines, customTags, logLevel: "silent" });
    documents = Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    return { manifests: [], faults: [{ file: name, message: `it cannot be read as YAML: ${reason(error)}` }] };
  }
  const faults: Fault[] = [];
  const manifests: Manifest[] = [];
  documents.forEach((document, index) => {
    const places = new Places(name, index + 1, document, lines);
    const reader = new Reader(places, name, index + 1, manifests, faults);
    reader.read(document);
  });
  return { manifests, faults };
}

type Path = readonly (string | number)[];

class Reader {
  constructor(
    private readonly places: Places,
    private readonly file: string,
    private readonly document: number,
    private readonly manifests: Manifest[],
    private readonly faults: Fault[],
  ) {}

  read(document: Document.Parsed): void {
    const [error] = document.errors;
    if (error !== undefined) {
      const [from] = error.linePos ?? [];
      const [first = "", ...rest] = error.message.split(/ at line \d+, column \d+:?\n?/);
      this.faults.push({
        file: this.file,
        document: this.document,
        ...(from === undefined ? {} : { line: from.line, column: from.col }),
        message: `it is no YAML: ${first}${rest.length === 0 ? "" : "."}`,
      });
      return;
    }
    let value: Value;
    try {
      value = document.toJS() as Value;
    } catch (error_) {
      this.fault([], `it cannot be read: ${reason(error_)}`);
      return;
    }
    // Nothing but comments, as templates leave behind.
    if (value !== null && value !== undefined) {
      this.object(value, []);
    }
  }

  private object(value: Value, at: Path, inherited: { apiVersion?: string; kind?: string } = {}): void {
    if (!isMap(value)) {
      this.fault(at, "it is no Kubernetes object: a map with apiVersion and kind is wanted");
      return;
    }
    const { apiVersion = inherited.apiVersion, kind = inherited.kind } = value;
    const wrong = Object.entries({ apiVersion, kind }).filter(([, given]) => typeof given !== "string" || given === "");
    if (typeof apiVersion !== "string" || typeof kind !== "string" || wrong.length > 0) {
      const missing = wrong.map(([key]) => key).join(" and ");
      this.fault(at, `it is no Kubernetes object: it states no ${missing} as text`);
      return;
    }
    const { items } = value;
    if (kind.endsWith("List") && Array.isArray(items)) {
      // `kubectl get` leaves out the kind of what a list of one kind holds.
      const single = kind === "List" ? {} : { apiVersion, kind: kind.slice(0, -"List".length) };
      (items as readonly Value[]).forEach((item, index) => {
        this.object(item, [...at, "items", index], single);
      });
      return;
    }
    this.manifests.push({
      apiVersion,
      kind,
      object: value,
      number: this.manifests.length + 1,
      place: (path) => this.places.of([...at, ...steps(path)]),
    });
  }

  private fault(at: Path, message: string): void {
    const { line, column } = this.places.of(at);
    this.faults.push({ file: this.file, document: this.document, line, column, message });
  }
}

function isMap(value: Value): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
