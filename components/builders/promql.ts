import { ArgumentError } from "../argument-error";
import { prometheusMilliseconds } from "./prometheus-duration";
import { aggregations, binaryOperators, instantFunctions, keywords, rangeFunctions } from "./promql-words";

/**
 * Checks a PromQL expression as far as it can be read without data: brackets, quotes, names, functions, matchers, ranges
 * and operators (Prometheus, Querying basics). One expression that Prometheus cannot read makes it refuse the whole file
 * of rules. Matching of labels between two sides is not checked.
 * @returns the expression as given.
 * @throws ArgumentError that says what stands in the way.
 */
export function checkedPromql(path: string, expression: string): string {
  const problem = new PromqlReader(expression).problem();
  if (problem !== undefined) {
    const given = `${JSON.stringify(expression)} (${problem})`;
    throw new ArgumentError(path, given, "a PromQL expression", "correct it, or try it in Prometheus first");
  }
  return expression;
}

interface Token {
  readonly kind: "string" | "number" | "name" | "sign";
  readonly text: string;
}

/** What an expression yields, as far as it matters here: a range is no result of its own. */
type Yield = "range" | "string" | "value";

class Unreadable extends Error {}

const lexicon: readonly (readonly [Token["kind"] | "space", RegExp])[] = [
  ["space", /(?:\s|#[^\n]*)+/y],
  ["string", /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/y],
  // Numbers and durations alike: 0.5, 1e3, 0x1f, 1h30m.
  ["number", /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+|[a-z0-9]*)/iy],
  ["name", /[a-zA-Z_][a-zA-Z0-9_:]*|:[a-zA-Z0-9_:]+/y],
  ["sign", /==|!=|>=|<=|=~|!~|[-+*/%^<>=,@:()[\]{}]/y],
];

/** Reads one PromQL expression by recursive descent. */
class PromqlReader {
  private tokens: readonly Token[] = [];
  private next = 0;

  constructor(private readonly text: string) {}

  /** Why Prometheus would not take the text as the expression of a rule; nothing if it would. */
  problem(): string | undefined {
    try {
      this.tokens = tokensOf(this.text);
      const result = this.expression();
      if (this.peek() !== undefined) throw this.unexpected("an operator or the end");
      return result === "value" ? undefined : `it yields a ${result} and no value`;
    } catch (error) {
      if (error instanceof Unreadable) return error.message;
      throw error;
    }
  }

  private expression(): Yield {
    let result = this.unary();
    while (binaryOperators.has(this.peek() ?? "")) {
      this.take();
      this.matching();
      const right = this.unary();
      if (result !== "value" || right !== "value")
        throw new Unreadable("an operator stands beside a range or a string");
      result = "value";
    }
    return result;
  }

  /** `bool`, and which labels of both sides are compared. */
  private matching(): void {
    this.skip("bool");
    if (!this.skip("on") && !this.skip("ignoring")) return;
    this.labelList();
    if ((this.skip("group_left") || this.skip("group_right")) && this.peek() === "(" && this.isLabelList()) {
      this.labelList();
    }
  }

  private unary(): Yield {
    while (this.skip("-") || this.skip("+"));
    let result = this.primary();
    for (;;) {
      if (this.skip("[")) {
        this.range();
        result = "range";
      } else if (this.skip("offset")) {
        this.skip("-");
        this.duration();
      } else if (this.skip("@")) {
        this.moment();
      } else {
        return result;
      }
    }
  }

  private primary(): Yield {
    const token = this.tokens[this.next];
    if (token === undefined) throw this.unexpected("an expression");
    if (this.skip("(")) {
      const result = this.expression();
      this.expect(")");
      return result;
    }
    if (token.text === "{") {
      this.matchers();
      return "value";
    }
    if (token.kind === "sign" || keywords.has(token.text)) throw this.unexpected("an expression");
    this.take();
    if (token.kind === "string") return "string";
    if (token.kind === "number") return numeric(token.text);
    return this.named(token.text);
  }

  /** A metric, a function or an aggregation. */
  private named(name: string): Yield {
    if (aggregations.has(name) && ["(", "by", "without"].includes(this.peek() ?? "")) return this.aggregation(name);
    if (this.peek() === "(") return this.call(name);
    if (this.peek() === "{") this.matchers();
    return "value";
  }

  private aggregation(name: string): Yield {
    const grouped = this.grouping();
    if (this.arguments().includes("range")) throw new Unreadable(`${name} takes no range`);
    if (!grouped) this.grouping();
    return "value";
  }

  private grouping(): boolean {
    if (!this.skip("by") && !this.skip("without")) return false;
    this.labelList();
    return true;
  }

  private call(name: string): Yield {
    if (!rangeFunctions.has(name) && !instantFunctions.has(name)) throw new Unreadable(`there is no function ${name}`);
    const hasRange = this.arguments().includes("range");
    if (rangeFunctions.has(name) !== hasRange) {
      throw new Unreadable(hasRange ? `${name} takes no range` : `${name} needs a range, such as [5m]`);
    }
    return "value";
  }

  private arguments(): Yield[] {
    const found: Yield[] = [];
    this.expect("(");
    while (!this.skip(")")) {
      found.push(this.expression());
      if (this.peek() !== ")") this.expect(",");
    }
    return found;
  }

  private labelList(): void {
    this.expect("(");
    while (!this.skip(")")) {
      this.labelName();
      if (this.peek() !== ")") this.expect(",");
    }
  }

  /** After `group_left` a bracket may also begin the right side: then something else than names stands in it. */
  private isLabelList(): boolean {
    const end = this.tokens.findIndex(({ text }, index) => index > this.next && text === ")");
    const within = this.tokens.slice(this.next + 1, end);
    const following = this.tokens[end + 1];
    return (
      within.every(({ kind, text }) => kind === "name" || text === ",") &&
      following !== undefined &&
      (following.kind !== "sign" || following.text === "(" || following.text === "{")
    );
  }

  private matchers(): void {
    this.expect("{");
    while (!this.skip("}")) {
      this.labelName();
      const comparison = this.peek() ?? "";
      if (!["=", "!=", "=~", "!~"].includes(comparison)) throw this.unexpected("one of = != =~ !~");
      this.take();
      if (this.tokens[this.next]?.kind !== "string") throw this.unexpected("a text in quotes");
      this.take();
      if (this.peek() !== "}") this.expect(",");
    }
  }

  private labelName(): void {
    const token = this.tokens[this.next];
    if (token?.kind !== "name" || token.text.includes(":")) throw this.unexpected("the name of a label");
    this.take();
  }

  /** What stands in square brackets: a length, or a length, a colon and perhaps a step. */
  private range(): void {
    this.duration();
    // The step's colon and the step may have been read as one name.
    const step = this.tokens[this.next];
    if (step?.kind === "name" && step.text.startsWith(":")) {
      assertDuration(step.text.slice(1));
      this.take();
    } else if (this.skip(":") && this.peek() !== "]") {
      this.duration();
    }
    this.expect("]");
  }

  private duration(): void {
    const token = this.tokens[this.next];
    if (token?.kind !== "number") throw this.unexpected("a duration");
    assertDuration(token.text);
    this.take();
  }

  private moment(): void {
    if (this.skip("start") || this.skip("end")) {
      this.expect("(");
      this.expect(")");
    } else if (this.tokens[this.next]?.kind === "number") {
      this.take();
    } else {
      throw this.unexpected("a time, start() or end()");
    }
  }

  /** The next token; that of a string begins with its quote and so equals no word and no sign. */
  private peek(): string | undefined {
    return this.tokens[this.next]?.text;
  }

  private take(): void {
    this.next += 1;
  }

  private skip(text: string): boolean {
    if (this.peek() !== text) return false;
    this.take();
    return true;
  }

  private expect(text: string): void {
    if (!this.skip(text)) throw this.unexpected(text);
  }

  private unexpected(wanted: string): Unreadable {
    const found = this.tokens[this.next]?.text ?? "its end";
    return new Unreadable(`${found} stands where ${wanted} is expected`);
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const [kind, found] = lexemeAt(text, at);
    if (kind !== "space") tokens.push({ kind, text: found });
    at += found.length;
  }
  return tokens;
}

function lexemeAt(text: string, at: number): [Token["kind"] | "space", string] {
  for (const [kind, pattern] of lexicon) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return [kind, found];
  }
  const rest = text.slice(at, at + 20);
  throw new Unreadable(/^["'`]/.test(rest) ? `the quote of ${rest} does not close` : `${rest} means nothing`);
}

function numeric(text: string): Yield {
  if (!/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$|^0x[\da-f]+$/i.test(text)) assertDuration(text);
  return "value";
}

function assertDuration(text: string): void {
  try {
    prometheusMilliseconds("", text);
  } catch {
    throw new Unreadable(`${text} is no duration`);
  }
}
