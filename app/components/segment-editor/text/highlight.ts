import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from "@codemirror/view";

import type { AnyAttribute } from "../../../segments/attributes/attribute.ts";
import { attributes, isAttribute } from "../../../segments/attributes/registry.ts";
import { tokenize, type Token } from "../../../segments/language/reading/tokens.ts";

const KEYWORDS = new Set([
  ...["AND", "OR", "NOT", "IN", "IS", "NULL", "BETWEEN", "CONTAINS", "MATCHES", "NOT_MATCHES"],
  ...["FROM", "SHOW", "WHERE", "ORDER", "BY", "ASC", "DESC"],
]);

function classOf(token: Token): string | null {
  switch (token.type) {
    case "text":
      return "segment-text";
    case "number":
    case "day":
    case "moment":
    case "offset":
      return "segment-value";
    case "word": {
      if (KEYWORDS.has(token.raw.toUpperCase())) return "segment-keyword";
      const name = token.raw.toLowerCase();
      if (!isAttribute(name)) return null;
      const entry: AnyAttribute = attributes[name];
      return entry.ours === true ? "segment-name segment-ours" : "segment-name";
    }
    case "symbol":
    case "end":
      return null;
  }
}

/** The tokens of the language itself, up to the first thing that is none. */
function tokensOf(text: string): Token[] {
  const cut = tokenize(text);
  if (cut.ok) return cut.tokens;
  const before = tokenize(text.slice(0, cut.problem.at));
  return before.ok ? before.tokens : [];
}

function decorate(view: EditorView): DecorationSet {
  const marks = tokensOf(view.state.doc.toString()).flatMap((token) => {
    const name = classOf(token);
    return name === null ? [] : [Decoration.mark({ class: name }).range(token.at, token.at + token.length)];
  });
  return Decoration.set(marks);
}

/** Colors of the language, by its own tokens. */
export const highlighting = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = decorate(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
