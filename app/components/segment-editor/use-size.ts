import { useEffect, useRef, useState } from "react";

import type { Size, SizeAnswer } from "../../segments/editing/size.ts";
import { to } from "../../pages.ts";
import { usePost } from "../page/posting/post.ts";

/** Nothing is asked while somebody is still typing. */
const PAUSE_MS = 350;

export type SizeState = { state: "none" | "busy" | "failed" | "too-slow" } | { state: "known"; size: Size };

/** Whom a query would hold, asked whenever it rests. A new question ends the one before, here and on the server. @param text null: nothing to ask */
export function useSize(text: string | null): SizeState {
  const { submit, answer, busy } = usePost<() => Promise<SizeAnswer>>({ action: to("segmentCount") });
  const [asked, setAsked] = useState<string | null>(null);
  const ask = useRef(submit);
  useEffect(() => {
    ask.current = submit;
  });
  useEffect(() => {
    if (text === null) return;
    const timer = setTimeout(() => {
      setAsked(text);
      ask.current({ query: text });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  if (text === null) return { state: "none" };
  if (answer === undefined || answer.asked !== text) return { state: asked === text && !busy ? "failed" : "busy" };
  return answer.ok ? { state: "known", size: answer.size } : { state: answer.reason === "too-slow" ? "too-slow" : "failed" };
}
