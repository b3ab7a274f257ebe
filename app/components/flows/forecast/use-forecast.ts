import { useEffect, useState } from "react";

import type { Draft } from "../../../flows/editing/draft.ts";
import type { Kept } from "../../../flows/forecast/kept/kept.server.ts";
import type { Kind } from "../../../flows/forecast/kept/walk.server.ts";
import type { CatchUp } from "../../../flows/planner/catch-up.ts";
import { stringifyJson } from "../../../lib/json.ts";
import { to } from "../../../pages.ts";
import { useLoad } from "../../page/posting/load.ts";
import { usePost } from "../../page/posting/post.ts";
import { useTellOnce } from "../../tell-once.ts";

const EVERY_MS = 1_500;

/** What is asked, as it is edited. */
export type Asked = { draft: Draft; catchUp: CatchUp };
type Told<Of extends Kind> = { kept: Kept<Of> | null };

export type ForecastOf<Of extends Kind> = {
  kept: Kept<Of> | null;
  /** Asked, and no answer yet; or it is being worked out. */
  busy: boolean;
  /** What was asked last is not what is known: somebody else has asked something else meanwhile. */
  lost: boolean;
  isStale: (asked: Asked) => boolean;
  ask: (asked: Asked) => void;
  cancel: () => void;
};

/** What a flow would do, asked for as it is edited; how far it is, as long as it is being worked out. */
export function useForecast<Of extends Kind>(flowId: number, kind: Of): ForecastOf<Of> {
  const address = to("flowForecast", { flowId });
  const post = usePost<() => Promise<Told<Of>>>({ action: address });
  const { load, busy: loading, data: loaded, failed } = useLoad<() => Promise<Told<Of>>>();
  const [kept, setKept] = useState<Kept<Of> | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const [lost, setLost] = useState(false);
  // Through the wire, types say "maybe a promise"; what is kept is plain.
  useTellOnce(post.answer as Told<Of> | undefined, (answer) => setKept(answer.kept));
  useTellOnce(loaded as Told<Of> | undefined, (answer) => {
    if (kept?.state !== "working") return;
    const same = answer.kept !== null && answer.kept.asOf.getTime() === kept.asOf.getTime();
    setKept(same ? answer.kept : null);
    setLost(!same);
  });
  const working = kept?.state === "working";
  useEffect(() => {
    if (!working || loading || post.busy) return;
    const timer = setTimeout(() => load(to("flowForecast", { flowId }, { kind })), EVERY_MS);
    return () => clearTimeout(timer);
    // A failure is tried again, like an answer that says "still working".
  }, [working, loading, post.busy, load, flowId, kind, kept, failed]);
  return {
    ...{ kept, lost, busy: post.busy || working },
    isStale: (now) => asked !== null && asked !== textOf(now),
    ask: ({ draft, catchUp }) => {
      setAsked(textOf({ draft, catchUp }));
      setLost(false);
      post.submit({ intent: "ask", kind, draft: stringifyJson(draft), catchUp: JSON.stringify(catchUp) });
    },
    cancel: () => {
      setKept(null);
      post.submit({ intent: "cancel", kind });
    },
  };
}

const textOf = ({ draft, catchUp }: Asked) => stringifyJson({ draft, catchUp });
