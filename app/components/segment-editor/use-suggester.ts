import { useCallback, useEffect, useRef } from "react";

import type { ValueSource } from "../../segments/attributes/attribute.ts";
import { to } from "../../pages.ts";
import { useLocale } from "../locale.tsx";
import { useLoad } from "../page/posting/load.ts";

export type Suggestion = { value: string; label: string };
type Answer = { asked: string; suggestions: Suggestion[] };

export type Suggester = (
  source: ValueSource,
  wanted: { search: string } | { values: readonly string[] },
) => Promise<Suggestion[]>;

/** Asks for values of the shop; a new question ends the one before, which is answered with nothing. */
export function useSuggester(): Suggester {
  const locale = useLocale();
  const { load, data } = useLoad<() => Promise<Answer>>();
  const waiting = useRef<{ asked: string; answer: (suggestions: Suggestion[]) => void } | null>(null);
  useEffect(() => {
    if (data === undefined || waiting.current?.asked !== data.asked) return;
    waiting.current.answer(data.suggestions);
    waiting.current = null;
  }, [data]);
  return useCallback(
    (source, wanted) => {
      const known = everybodys(source, locale);
      if (known !== null) return Promise.resolve(chosen(known, wanted));
      const query = new URLSearchParams({ source, locale });
      if ("search" in wanted) query.set("search", wanted.search);
      else for (const value of wanted.values) query.append("value", value);
      waiting.current?.answer([]);
      return new Promise<Suggestion[]>((answer) => {
        waiting.current = { asked: `?${query.toString()}`, answer };
        load(to("segmentValues", query));
      });
    },
    [load, locale],
  );
}

const LANGUAGES =
  "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nb nl no pl pt ro ru sk sl sr sv th tr uk vi zh";
const MOST = 20;

/** What every shop has: the countries and languages that there are, as the reader calls them. Null: the shop's own. */
function everybodys(source: ValueSource, locale: string): Suggestion[] | null {
  if (source === "languages") return named(LANGUAGES.split(" "), new Intl.DisplayNames(locale, { type: "language" }));
  if (source !== "countries") return null;
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  return named(
    letters.flatMap((first) => letters.map((second) => first + second)),
    new Intl.DisplayNames(locale, { type: "region", fallback: "none" }),
  );
}

function named(codes: readonly string[], names: Intl.DisplayNames): Suggestion[] {
  return codes.flatMap((value) => {
    const label = names.of(value);
    return label === undefined ? [] : [{ value, label }];
  });
}

function chosen(all: readonly Suggestion[], wanted: { search: string } | { values: readonly string[] }): Suggestion[] {
  if ("values" in wanted) return all.filter(({ value }) => wanted.values.includes(value));
  const search = wanted.search.trim().toLowerCase();
  return all.filter(({ value, label }) => value.toLowerCase() === search || label.toLowerCase().includes(search)).slice(0, MOST);
}
