import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

import type { Translate } from "../../../i18n/translate.ts";
import type { AnyAttribute, Parameter } from "../../../segments/attributes/attribute.ts";
import { attributeNames, attributes } from "../../../segments/attributes/registry.ts";
import { parametersOf } from "../../../segments/builder/model.ts";
import { completingAt, type Completing } from "../../../segments/editing/completing.ts";
import { quote } from "../../../segments/language/format.ts";
import { operatorWord, valueWord } from "../builder/words.ts";
import type { Suggester } from "../use-suggester.ts";

/** What the language offers where the cursor is, told in the merchant's words; values of the shop are asked for. */
export function completer(t: Translate, suggest: Suggester) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const found = completingAt(context.state.doc.toString(), context.pos);
    if (found === null || (found.typed === "" && !context.explicit && found.kind !== "value" && found.kind !== "parameter"))
      return null;
    const options = await optionsOf(found, t, suggest);
    if (context.aborted || options.length === 0) return null;
    // Values that were asked for fit already, whatever they are called.
    return { from: found.from, options, filter: found.kind !== "value" };
  };
}

async function optionsOf(found: Completing, t: Translate, suggest: Suggester): Promise<Completion[]> {
  switch (found.kind) {
    case "attribute":
      return attributeNames.map((name) => named(name, attributes[name], t));
    case "operator":
      return found.entry.operators.map((operator) => ({
        label: operator,
        detail: t(operatorWord(found.entry, operator)),
        apply: operator.endsWith("MATCHES") ? `${operator} (` : operator.endsWith("IN") ? `${operator} (` : `${operator} `,
        type: "keyword",
      }));
    case "parameter":
      return Object.entries(parametersOf(found.attribute))
        .filter(([name]) => !found.taken.includes(name))
        .map(([name, entry]) => named(name, entry, t));
    case "join":
      return ["AND", "OR"].map((label) => ({ label, apply: `${label} `, type: "keyword" }));
    case "value":
      return valuesOf(found, t, suggest);
  }
}

function named(label: string, entry: AnyAttribute | Parameter, t: Translate): Completion {
  return { label, detail: t(entry.label), apply: `${label} `, type: "property" };
}

async function valuesOf(
  { entry, quoted, typed }: Extract<Completing, { kind: "value" }>,
  t: Translate,
  suggest: Suggester,
): Promise<Completion[]> {
  const search = typed.trim();
  const fits = (text: string) => text.toLowerCase().includes(search.toLowerCase());
  switch (entry.kind) {
    case "date":
    case "anniversary":
      return ["today", "yesterday", "-7d", "-30d", "-90d", "-12m", "+30d"]
        .filter(fits)
        .map((label) => ({ label, type: "constant" }));
    case "flag":
      return ["true", "false"].filter(fits).map((label) => ({ label, type: "constant" }));
    case "enum":
      return entry.values
        .map((value) => ({ value, word: valueWord(value, entry, t) }))
        .filter(({ value, word }) => fits(value) || fits(word))
        .map(({ value, word }) => option(value, word, quoted));
    case "id":
    case "text":
    case "list":
    case "segment": {
      if (entry.suggests === undefined) return [];
      const found = await suggest(entry.suggests, { search });
      return found.map(({ value, label }) =>
        entry.kind === "id"
          ? { label: value, displayLabel: `${label} (${value})`, type: "constant" }
          : option(value, label, quoted),
      );
    }
    case "number":
    case "rows":
      return [];
  }
}

/** A text with its quotes, the first of which may stand there already. */
function option(value: string, word: string, quoted: boolean): Completion {
  const written = quote(value);
  return {
    ...{ label: written, detail: word === value ? "" : word, type: "text" },
    apply: (view, _completion, from, to) => {
      const insert = quoted ? written.slice(1) : written;
      // The closing quote that the editor may have put there is the same one.
      const end = view.state.sliceDoc(to, to + 1) === "'" ? to + 1 : to;
      view.dispatch({ changes: { from, to: end, insert }, selection: { anchor: from + insert.length } });
    },
  };
}
