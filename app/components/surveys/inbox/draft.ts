import { useEffect, useState } from "react";

/** By what they are about, as long as the app is open in the browser; on the server there are none. */
const drafts = new Map<string, string>();

/** What somebody is writing, kept until it is emptied: also while they look at another page of the app. @param about what no other draft is about */
export function useDraft(about: string): [string, (text: string) => void] {
  const [text, setText] = useState("");
  useEffect(() => setText(drafts.get(about) ?? ""), [about]);
  const write = (typed: string) => {
    if (typed === "") drafts.delete(about);
    else drafts.set(about, typed);
    setText(typed);
  };
  return [text, write];
}
