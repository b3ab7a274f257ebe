import { useCallback, useEffect, useRef } from "react";

import type { ValueSource } from "../../segments/attributes/attribute.ts";
import { to } from "../../pages.ts";
import { useLocale } from "../locale.tsx";
import { useLoad } from "../page/posting/load.ts";
import { chosen, everybodys, type Suggestion } from "./everybodys-values.ts";

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
