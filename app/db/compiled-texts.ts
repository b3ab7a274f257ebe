import type { CompiledQuery, OperationNode, QueryCompiler, QueryId, RawNode, RootOperationNode, ValueNode } from "kysely";

/** Shapes of statements that are remembered, and how large each may be: lists of values have another one for each length. */
const MOST_SHAPES = 2_000;
const LARGEST = { values: 40, text: 20_000 };

/**
 * Compiles as the compiler it is given, and remembers the texts of what is written as `sql`…``: the same template with the same templates inside has the same text,
 * whatever its values are. Walking through a statement's parts for its values alone costs a fraction of composing its text, and the same text again is known by its
 * name without being read.
 */
export class RememberingCompiler implements QueryCompiler {
  readonly #compiler: QueryCompiler;
  readonly #texts = new Map<string, string>();

  constructor(compiler: QueryCompiler) {
    this.#compiler = compiler;
  }

  compileQuery(node: RootOperationNode, queryId: QueryId): CompiledQuery {
    const parameters: unknown[] = [];
    const shape = node.kind === "RawNode" ? shapeOf(node, parameters) : null;
    if (shape === null) return this.#compiler.compileQuery(node, queryId);
    const known = this.#texts.get(shape);
    if (known !== undefined) return { query: node, queryId, sql: known, parameters };
    const compiled = this.#compiler.compileQuery(node, queryId);
    if (parameters.length <= LARGEST.values && compiled.sql.length <= LARGEST.text) this.#remember(shape, compiled.sql);
    return compiled;
  }

  #remember(shape: string, text: string): void {
    const [oldest] = this.#texts.keys();
    if (oldest !== undefined && this.#texts.size >= MOST_SHAPES) this.#texts.delete(oldest);
    this.#texts.set(shape, text);
  }
}

/** What decides the text, and nothing else; null where something else than templates and values stands in it. @param values are added in their order */
function shapeOf(node: OperationNode, values: unknown[]): string | null {
  if (isValue(node)) {
    if (node.immediate === true) return literalOf(node.value);
    values.push(node.value);
    return "?";
  }
  if (!isRaw(node)) return null;
  let shape = nameOf(node.sqlFragments);
  for (const part of node.parameters) {
    const inner = shapeOf(part, values);
    if (inner === null) return null;
    shape += inner;
  }
  return `${shape})`;
}

/** What is written into the text as it is; null for what is not the same text wherever it is the same value, such as a date. */
function literalOf(value: unknown): string | null {
  return ["string", "number", "boolean"].includes(typeof value) ? `=${JSON.stringify(value)};` : null;
}

const isRaw = (node: OperationNode): node is RawNode => node.kind === "RawNode";
const isValue = (node: OperationNode): node is ValueNode => node.kind === "ValueNode";

const names = new WeakMap<readonly string[], string>();
let named = 0;

/** A template is one object for as long as the process lives. What is put together out of strings is another each time, and is its own name. */
function nameOf(fragments: readonly string[]): string {
  if (!("raw" in fragments)) return `${JSON.stringify(fragments)}(`;
  let name = names.get(fragments);
  if (name === undefined) names.set(fragments, (name = `${(named += 1)}(`));
  return name;
}
