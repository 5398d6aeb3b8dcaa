/** Finds the place in a YAML document that a path inside an object means. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Node,
  type Pair,
  type ParsedNode,
  type YAMLMap,
} from "yaml";

import type { Place } from "./report";

type Key = string | number;

const STEP = /\['([^']*)'\]|\[(\d+)\]|([^.[\]]+)/g;

/** The steps of a path as Kubernetes writes it, such as `spec.containers[0].image` or `metadata.labels['a.b/c']`. */
export function steps(path: string): readonly Key[] {
  return [...path.matchAll(STEP)].map(([, quoted, index, plain]) =>
    index === undefined ? (quoted ?? plain ?? "") : Number(index),
  );
}

interface Found {
  /** The key that leads to the value, where it is a member of a map. */
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

/** Where things stand in one YAML document of a file. */
export class Places {
  constructor(
    private readonly file: string,
    private readonly number: number,
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  /**
   * The place of a path: of a plain value itself, of the key of a map or a list, and where nothing stands there, of the
   * nearest thing around it that does.
   */
  of(path: readonly Key[]): Place {
    let found: Found = { key: undefined, value: this.document.contents ?? undefined };
    for (const step of path) {
      const next = this.follow(found.value, step);
      if (next === undefined) {
        break;
      }
      found = next;
    }
    return this.place(found);
  }

  private follow(start: Node | undefined, step: Key): Found | undefined {
    const node = this.resolved(start);
    if (isSeq<ParsedNode>(node) && typeof step === "number") {
      const value = node.items[step];
      return value === undefined ? undefined : { key: undefined, value };
    }
    return isMap(node) ? this.memberOf(node, String(step)) : undefined;
  }

  private memberOf(map: YAMLMap, name: string): Found | undefined {
    const pairs = map.items as Pair<Node, Node | null>[];
    const own = pairs.find(({ key }) => isScalar(key) && String(key.value) === name);
    if (own !== undefined) {
      return { key: own.key, value: own.value ?? undefined };
    }
    // `<<` brings in the members of other maps.
    for (const { key, value } of pairs) {
      if (isScalar(key) && (key.value === "<<" || typeof key.value === "symbol")) {
        const merged = this.resolved(value ?? undefined);
        const maps = isSeq<Node>(merged) ? merged.items.map((item) => this.resolved(item)) : [merged];
        for (const other of maps) {
          const found = isMap(other) ? this.memberOf(other, name) : undefined;
          if (found !== undefined) {
            return found;
          }
        }
      }
    }
    return undefined;
  }

  private resolved(node: Node | undefined): Node | undefined {
    return isAlias(node) ? node.resolve(this.document) : node;
  }

  private place({ key, value }: Found): Place {
    const [start, end] = range(isScalar(value) && range(value) !== undefined ? value : (key ?? first(value))) ?? [0, 0];
    const from = this.lines.linePos(start);
    const to = this.lines.linePos(Math.max(start, end));
    return {
      file: this.file,
      document: this.number,
      line: Math.max(1, from.line),
      column: Math.max(1, from.col),
      endLine: Math.max(1, to.line),
      endColumn: Math.max(1, to.col),
    };
  }
}

/** A map that is no member of another begins with its first key. */
function first(node: Node | undefined): Node | undefined {
  const pair = isMap(node) ? (node.items[0] as Pair<Node> | undefined) : undefined;
  return pair?.key ?? node;
}

function range(node: Node | undefined): readonly [start: number, end: number] | undefined {
  return node?.range == null ? undefined : [node.range[0], node.range[1]];
}
