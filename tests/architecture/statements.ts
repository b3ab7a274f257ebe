import ts from "typescript";

import type { Source } from "./rules.ts";

/** `place`: the file and the function of it. `text`: the SQL, with `${…}` for what is put into it. */
export type Statement = { place: string; text: string };

type Template = { path: string; name: string; place: string; text: string; executed: boolean };

/** Every SQL statement that the sources execute, with the fragments that it takes in by name spelled out. */
export function statementsIn(sources: readonly Source[]): Statement[] {
  const templates = sources.flatMap(templatesIn);
  const fragments = templates.filter(({ executed }) => !executed);
  return templates
    .filter(({ executed }) => executed)
    .map(({ path, place, text }) => ({ place, text: spelledOut(text, path, fragments) }));
}

function templatesIn({ path, text }: Source): Template[] {
  if (!/\bsql[<`]/.test(text)) return [];
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  const found: Template[] = [];
  const visit = (node: ts.Node, name: string, top: string): void => {
    const own = nameOf(node) ?? name;
    const outer = top === "" ? own : top;
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText(file) === "sql") {
      const executed = ts.isPropertyAccessExpression(node.parent) && node.parent.name.text === "execute";
      found.push({ path, name, place: `${path} ${top}`, text: textOf(node.template, file), executed });
    }
    // `const where = fragment(…)`: another name of what the function answers.
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isCallExpression(node.initializer))
      found.push({ path, name: own, place: path, text: `\${${node.initializer.getText(file)}}`, executed: false });
    ts.forEachChild(node, (child) => visit(child, own, outer));
  };
  visit(file, "", "");
  return found;
}

function nameOf(node: ts.Node): string | null {
  if (ts.isFunctionDeclaration(node)) return node.name?.text ?? null;
  return ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) ? node.name.text : null;
}

function textOf(template: ts.TemplateLiteral, file: ts.SourceFile): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.templateSpans.reduce(
    (text, span) => `${text}\${${span.expression.getText(file)}}${span.literal.text}`,
    template.head.text,
  );
}

/** So deep fragments are made of fragments. */
const DEPTH = 3;

function spelledOut(text: string, path: string, fragments: readonly Template[], depth = DEPTH): string {
  if (depth === 0) return text;
  return text.replace(/\$\{(?:await )?(\w+)(?:\([^`]*?\))?\}/g, (whole, name: string) => {
    const named = fragments.filter((fragment) => fragment.name === name);
    const own = named.filter((fragment) => fragment.path === path);
    const texts = (own.length > 0 ? own : named).map((fragment) =>
      spelledOut(fragment.text, fragment.path, fragments, depth - 1),
    );
    return texts.length === 0 ? whole : `${texts.join(" ")} /* ${whole} */`;
  });
}

/** The tables of the catalogue that a statement names. */
export function tablesOf({ text }: Statement, tables: ReadonlySet<string>): string[] {
  const named = [...text.matchAll(/\b(?:from|join|update|into|using)\s+"?(\w+)"?/g)].map((match) => match[1] ?? "");
  return [...new Set(named)].filter((table) => tables.has(table));
}

/** Whether a statement says of which one shop it is: it compares or inserts a `shop_id` that is handed in. */
export function namesOneShop({ text }: Statement): boolean {
  if (/\bshop_id\s*=\s*\$\{(?!ids\()|\$\{shopId\}::int as shop_id\b/.test(text)) return true;
  return /insert into "?\w+"?[^(]*\(\s*shop_id\b/.test(text) && /\$\{(?:\w+\.)?shopId\}/.test(text);
}

/** Whether it changes or locks rows, or takes a lock of its own. */
export function writesOrLocks({ text }: Statement): boolean {
  return /\b(?:insert into|update|delete from|for share|skip locked)\b|pg_(?:try_)?advisory/.test(text);
}
