import { useLocation } from "@remix-run/react";
import { useEffect, useState } from "react";

import { addressAbove, openedFromAnywhere, pages, parentOf, type PageKey } from "../../../pages.ts";
import { useT } from "../../locale.tsx";
import type { Back } from "../bridge/title-bar.tsx";
import { noteVisit, visited } from "./visited.ts";

/**
 * The way back from a page to the one that it belongs to, as that was left: with its search, filters and place. What is opened from many lists leads back
 * to the one that it was opened from. Undefined for pages that the navigation shows.
 */
export function useBack(key: PageKey | null): Back | undefined {
  const t = useT();
  const { pathname, search } = useLocation();
  const parent = key === null ? null : parentOf(key);
  const [from, setFrom] = useState(parent);
  useEffect(() => {
    if (key === null) return;
    setFrom(openedFromAnywhere.has(key) ? (visited().list ?? parent) : parent);
    noteVisit(key, pathname + search);
  }, [key, parent, pathname, search]);
  if (parent === null || from === null) return undefined;
  const ofSame = key === null ? null : addressAbove(key, pathname);
  return { content: t(pages[from].word), url: () => ofSame ?? visited().addresses[from] ?? pages[from].path };
}
