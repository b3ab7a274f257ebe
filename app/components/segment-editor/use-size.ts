import { useEffect, useRef, useState } from "react";

import type { Size, SizeAnswer } from "../../segments/editing/size.ts";
import { to } from "../../pages.ts";
import { usePost } from "../page/posting/post.ts";

/** Nothing is asked while somebody is still typing. */
const PAUSE_MS = 350;
/** What took too long may have met a busy moment: it is asked again so often, after so long. */
const AGAIN = { times: 3, ms: 4_000 } as const;

export type SizeState = { state: "none" | "busy" | "failed" | "too-slow" | "awaiting" } | { state: "known"; size: Size };

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
  const again = useRef({ text, times: 0 });
  useEffect(() => {
    if (text === null || busy || answer?.asked !== text || answer.ok || answer.reason !== "too-slow") return;
    if (again.current.text !== text) again.current = { text, times: 0 };
    if (again.current.times >= AGAIN.times) return;
    const timer = setTimeout(() => {
      again.current.times += 1;
      ask.current({ query: text });
    }, AGAIN.ms);
    return () => clearTimeout(timer);
  }, [text, busy, answer]);
  if (text === null) return { state: "none" };
  if (answer === undefined || answer.asked !== text) return { state: asked === text && !busy ? "failed" : "busy" };
  return answer.ok ? { state: "known", size: answer.size } : { state: answer.reason === "unreadable" ? "failed" : answer.reason };
}
