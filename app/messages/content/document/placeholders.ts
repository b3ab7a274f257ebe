/**
 * The part of Liquid that merchants write: `{{ name | filter: "…" }}`, `{% if name %}`, `{% elsif name %}`, `{% unless name %}`, `{% else %}` and their ends.
 * Everything else is refused where it stands, so that what is sent can neither loop nor compute.
 */
export type Piece =
  | { kind: "text"; text: string }
  | { kind: "output"; source: string; name: string; fallback: boolean }
  | { kind: "if" | "unless" | "elsif"; source: string; name: string }
  | { kind: "else" | "end"; source: string };

/** `what`: the piece that is wrong, as it was typed. */
export type Problem = { rule: "not-understood" | "unknown-variable" | "needs-fallback"; what: string };

/** Filters with the arguments that they take. */
const filters = {
  default: /^:\s*(?:"[^"{}%]*"|'[^'{}%]*')$/,
  capitalize: /^$/,
  upcase: /^$/,
  downcase: /^$/,
  truncate: /^:\s*\d{1,3}$/,
};
export type FilterName = keyof typeof filters;
export const filterNames = Object.keys(filters) as FilterName[];
const isFilter = (name: string): name is FilterName => Object.hasOwn(filters, name);

const OUTPUT = /^\{\{-?\s*([a-z][a-z_]{0,39})\s*((?:\|[^|]*)*?)\s*-?\}\}$/;
/** Tags that ask for a value, and those that stand alone. */
export const conditionTags = ["if", "unless", "elsif"] as const;
const plainTags = ["else", "endif", "endunless"] as const;
export const tagNames = [...conditionTags, ...plainTags];
export type TagName = (typeof tagNames)[number];
const TAG = new RegExp(`^\\{%-?\\s*(?:(${conditionTags.join("|")})\\s+([a-z][a-z_]{0,39})|(${plainTags.join("|")}))\\s*-?%\\}$`);
const MARK = /\{\{[^{}]*\}\}|\{%[^{}%]*%\}/g;

/**
 * Takes a text apart.
 * @param isKnown whether there is such a variable @param isSure whether it always has a value
 * @returns the problems in the order in which they stand; without any, the pieces can be filled
 */
export function readPlaceholders(
  text: string,
  { isKnown, isSure }: { isKnown: (name: string) => boolean; isSure: (name: string) => boolean },
): { pieces: Piece[]; problems: Problem[] } {
  const pieces: Piece[] = [];
  const problems: Problem[] = [];
  const open: Open[] = [];
  const refuse = (rule: Problem["rule"], what: string) => problems.push({ rule, what: what.slice(0, 80) });
  for (const part of split(text)) {
    if (!isMark(part)) {
      const stray = /\{\{|\{%|\}\}|%\}/.exec(part);
      if (stray !== null) refuse("not-understood", part.slice(stray.index));
      pieces.push({ kind: "text", text: part });
      continue;
    }
    const piece = readMark(part);
    const fits = piece !== null && follow(open, piece);
    if (!fits) refuse("not-understood", part);
    else if ("name" in piece && !isKnown(piece.name)) refuse("unknown-variable", piece.name);
    else if (piece.kind === "output" && !piece.fallback && !isSure(piece.name) && !open.some((one) => one.proves === piece.name))
      refuse("needs-fallback", piece.name);
    if (piece !== null) pieces.push(piece);
  }
  for (const { source } of open) refuse("not-understood", source);
  return { pieces, problems };
}

/** `proves`: the variable that has a value here. */
type Open = { kind: "if" | "unless"; name: string; proves: string | null; source: string; afterElse: boolean };

/** Whether the piece may stand here; keeps what is open. */
function follow(open: Open[], piece: Piece): boolean {
  const last = open.at(-1);
  switch (piece.kind) {
    case "text":
    case "output":
      return true;
    case "if":
    case "unless":
      open.push({ ...piece, kind: piece.kind, proves: piece.kind === "if" ? piece.name : null, afterElse: false });
      return open.length <= 5;
    case "elsif":
      if (last?.kind !== "if" || last.afterElse) return false;
      last.proves = piece.name;
      return true;
    case "else":
      if (last === undefined || last.afterElse) return false;
      last.proves = last.kind === "unless" ? last.name : null;
      last.afterElse = true;
      return true;
    case "end":
      if (last === undefined || !piece.source.includes(`end${last.kind}`)) return false;
      open.pop();
      return true;
  }
}

function readMark(source: string): Piece | null {
  const output = OUTPUT.exec(source);
  if (output !== null) {
    const [, name = "", chain = ""] = output;
    const used = chain
      .split("|")
      .slice(1)
      .map((filter) => filter.trim());
    const known = used.every((filter) => {
      const [, called = "", rest = ""] = /^([a-z]+)\s*([\s\S]*)$/.exec(filter) ?? [];
      return isFilter(called) && filters[called].test(rest);
    });
    if (!known) return null;
    return { kind: "output", source, name, fallback: used.some((filter) => filter.startsWith("default")) };
  }
  const tag = TAG.exec(source);
  if (tag === null) return null;
  const [, condition, name = "", word] = tag;
  if (condition !== undefined) return { kind: condition as "if" | "unless" | "elsif", source, name };
  return { kind: word === "else" ? "else" : "end", source };
}

/** The text and its marks, alternating. */
function split(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    parts.push(text.slice(from, match.index), match[0]);
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}

function isMark(part: string): boolean {
  return /^(?:\{\{[\s\S]*\}\}|\{%[\s\S]*%\})$/.test(part);
}
