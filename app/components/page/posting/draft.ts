import { useEffect, useState } from "react";

const KEY = "reprise:draft:";

/** By what they are about, where the browser keeps nothing for us; on the server there are none. */
const drafts = new Map<string, string>();

/** For the tab, also over a reload; a browser that lets no frame keep anything throws. */
function kept(about: string): string {
  try {
    return sessionStorage.getItem(KEY + about) ?? drafts.get(about) ?? "";
  } catch {
    return drafts.get(about) ?? "";
  }
}

function keep(about: string, text: string): void {
  if (text === "") drafts.delete(about);
  else drafts.set(about, text);
  try {
    if (text === "") sessionStorage.removeItem(KEY + about);
    else sessionStorage.setItem(KEY + about, text);
  } catch {
    // As long as the app is open it is kept all the same.
  }
}

/** What somebody is writing, kept until it is emptied: also while they look at another page, and when this one is loaded again. @param about what no other draft is about */
export function useDraft(about: string): [string, (text: string) => void] {
  const [text, setText] = useState("");
  useEffect(() => setText(kept(about)), [about]);
  const write = (typed: string) => {
    keep(about, typed);
    setText(typed);
  };
  return [text, write];
}
