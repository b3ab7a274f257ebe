import type { EmailLanguage } from "./document.ts";
import { conditionTags, filterNames, readPlaceholders, tagNames, type FilterName, type TagName } from "./placeholders.ts";
import { isKnown, isSure, variableNames, variables, type VariableName } from "./variables.ts";

/** What may be typed next. A value that is not known of everybody needs words for the others (`needsFallback`). */
export type Offer =
  | { kind: "variable"; name: VariableName; needsFallback: boolean }
  | { kind: "filter"; name: FilterName }
  | { kind: "tag"; name: TagName };

/** `from` and `to`: the place in the text that a choice takes. */
export type Offers = { from: number; to: number; offers: Offer[] };

type Place = {
  mark: "output" | "tag";
  /** Where it begins in the text. */ at: number;
  /** What stands in it before the caret. */ typed: string;
};

/**
 * What can stand where the caret is; null where nothing of ours is being typed. It is asked of the reader of placeholders whether something may stand there, so
 * that nothing is offered that it would refuse.
 * @param caret characters before it @param conditions whether tags may be written; free HTML has none
 */
export function offersAt(text: string, caret: number, conditions = true): Offers | null {
  const lineFrom = text.lastIndexOf("\n", caret - 1) + 1;
  const place = openMark(text.slice(lineFrom, caret));
  if (place === null) return null;
  const before = text.slice(lineFrom, lineFrom + place.at);
  const to = caret + (/^[a-z_]*/.exec(text.slice(caret))?.[0].length ?? 0);
  const offered = (word: string, offers: Offer[]): Offers | null =>
    offers.length === 0 ? null : { from: caret - word.length, to, offers };

  if (place.mark === "output") {
    const name = /^-?\s*([a-z_]*)$/i.exec(place.typed)?.[1];
    if (name !== undefined)
      return offered(
        name,
        variablesFor(name, (one) => needsFallback(before, one)),
      );
    const filter = /^-?\s*[a-z_]+\s*(?:\|[^|"']*(?:"[^"]*"|'[^']*')?\s*)*\|\s*([a-z]*)$/.exec(place.typed)?.[1];
    if (filter === undefined) return null;
    const chosen = filterNames.filter((one) => one.startsWith(filter));
    return offered(
      filter,
      chosen.map((one) => ({ kind: "filter", name: one })),
    );
  }
  if (!conditions) return null;
  const tag = /^-?\s*([a-z]*)$/.exec(place.typed)?.[1];
  if (tag !== undefined) {
    const chosen = tagNames.filter((one) => one.startsWith(tag) && mayStand(before, one));
    return offered(
      tag,
      chosen.map((one) => ({ kind: "tag", name: one })),
    );
  }
  const [, condition = "", name = ""] = /^-?\s*([a-z]+)\s+([a-z_]*)$/i.exec(place.typed) ?? [];
  if (!conditionTags.some((one) => one === condition)) return null;
  return offered(
    name,
    variablesFor(name, () => false),
  );
}

/** The text once an offer is taken, and what is then selected of it: words to be replaced, or the caret. @param sample what stands there for who is not known */
export function take(
  text: string,
  { from, to }: Offers,
  offer: Offer,
  sample: string,
): { text: string; selection: [number, number] } {
  const rest = text.slice(to);
  const line = /^[^\n]*/.exec(rest)?.[0] ?? "";
  const inTag = offer.kind === "tag" || /\{%-?\s*[a-z]+\s+$/.test(text.slice(0, from));
  const end = inTag ? "%}" : "}}";
  // What stands behind the caret up to the mark's own end; null where that end is missing.
  const tail = new RegExp(`^[^{}%]*?-?(?=${end})`).exec(line)?.[0] ?? null;
  const closing = tail === null ? ` ${end}` : "";
  const space = /[{%-]$/.test(text.slice(0, from)) ? " " : "";
  const put = (head: string, chosen: string, foot: string) => {
    const start = from + space.length + head.length;
    return {
      text: `${text.slice(0, from)}${space}${head}${chosen}${foot}${closing}${rest}`,
      selection: [start, start + chosen.length] as [number, number],
    };
  };
  const after = (result: ReturnType<typeof put>) => {
    const behind = result.text.length - rest.length + (tail === null ? 0 : tail.length + end.length);
    return { ...result, selection: [behind, behind] as [number, number] };
  };
  const words = sample.replace(/["{}%|]/g, "");
  switch (offer.kind) {
    case "variable":
      if (offer.needsFallback && !/\|\s*default\b/.test(tail ?? "")) return put(`${offer.name} | default: "`, words, '"');
      return after(put(offer.name, "", ""));
    case "filter":
      if (offer.name === "default") return put('default: "', words, '"');
      if (offer.name === "truncate") return put("truncate: ", "40", "");
      return after(put(offer.name, "", ""));
    case "tag":
      // Which value it is about is asked for next.
      if (conditionTags.some((one) => one === offer.name)) return put(`${offer.name} `, "", "");
      return after(put(offer.name, "", ""));
  }
}

/** By the beginning of a name, else by what is in it or meant by it, in either language; else all there are: none is called so. */
function variablesFor(typed: string, needs: (name: VariableName) => boolean): Offer[] {
  const sought = typed.toLowerCase();
  const found = [
    variableNames.filter((name) => name.startsWith(sought)),
    variableNames.filter((name) => name.includes(sought) || meanings(name).includes(sought)),
    variableNames,
  ].find((names) => names.length > 0);
  return (found ?? []).map((name) => ({ kind: "variable", name, needsFallback: needs(name) }));
}

const languages: EmailLanguage[] = ["de", "en"];
const meanings = (name: VariableName) =>
  languages
    .map((language) => variables[name].words[language])
    .join(" ")
    .toLowerCase();

/** The mark in which the line ends, if it has not been closed. */
function openMark(line: string): Place | null {
  const at = Math.max(line.lastIndexOf("{{"), line.lastIndexOf("{%"));
  if (at === -1) return null;
  const typed = line.slice(at + 2);
  return /[{}]|%\}/.test(typed) ? null : { mark: line[at + 1] === "{" ? "output" : "tag", at, typed };
}

const problemsOf = (line: string) => readPlaceholders(line, { isKnown, isSure }).problems;

function needsFallback(before: string, name: VariableName): boolean {
  const count = (line: string) => problemsOf(line).filter(({ rule, what }) => rule === "needs-fallback" && what === name).length;
  return count(`${before}{{ ${name} }}`) > count(before);
}

function mayStand(before: string, tag: string): boolean {
  const mark = conditionTags.some((one) => one === tag) ? `{% ${tag} ${variableNames[0]} %}` : `{% ${tag} %}`;
  const refused = (line: string) => problemsOf(line).filter(({ what }) => what === mark).length;
  // An opened condition is refused as long as it is open: that is no fault yet.
  return refused(before + mark) <= refused(before) + (tag === "if" || tag === "unless" ? 1 : 0);
}
