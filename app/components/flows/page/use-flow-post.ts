import type { Inside } from "../../../flows/publish.server.ts";
import type { CatchUp } from "../../../flows/planner/catch-up.ts";
import type { FlowState } from "../../../flows/planner/flow.ts";
import type { PlainKey } from "../../../i18n/translate.ts";
import type { SwitchedKey } from "../../../messages/templates/registry.ts";
import { useT } from "../../locale.tsx";
import { useToast } from "../../page/bridge/toast.ts";
import { usePost } from "../../page/posting/post.ts";
import { useTellOnce } from "../../tell-once.ts";
import type { FlowForm, Theirs } from "./use-flow-form.ts";

type Did = "saved" | "published" | "on" | "paused" | "archived" | "discarded";
export type FlowAnswer =
  | { ok: true; did: Did; revision: number; replaced?: SwitchedKey | null }
  | { ok: false; reason: "archived" | "incomplete" | "no-sender" | "awaiting" }
  | { ok: false; reason: "conflict"; theirs: Theirs };

const done: Record<Did, PlainKey> = {
  saved: "flow.saved",
  published: "flow.published",
  on: "flow.switchedOn",
  paused: "flow.paused",
  archived: "flow.archived",
  discarded: "flow.discarded",
};

/** Those after which what was sent is kept. */
const KEEPING = new Set<Did>(["saved", "published", "on"]);

export type FlowPost = {
  busy: boolean;
  save: () => void;
  publish: (inside: Inside) => void;
  /** @param edited whether what is edited is published with it */
  switchOn: (catchUp: CatchUp, edited: boolean) => void;
  discard: () => void;
  send: (fields: Record<string, string>) => void;
};

/** Everything that the page of a flow sends, and what is said of its answers. */
export function useFlowPost(form: FlowForm, { state, onDone }: { state: FlowState; onDone: () => void }): FlowPost {
  const t = useT();
  const toast = useToast();
  const post = usePost<() => Promise<FlowAnswer>>({ again: () => save() });
  useTellOnce(post.answer, (answer) => {
    if (answer.ok) {
      if (KEEPING.has(answer.did)) form.accept(answer.revision);
      const savedNotLive = answer.did === "saved" && state !== "draft";
      if ((answer.replaced ?? null) === null) toast(t(savedNotLive ? "flow.savedNotLive" : done[answer.did]));
      else toast(t("flow.replaced"));
      if (answer.did !== "saved") onDone();
    } else if (answer.reason === "conflict") {
      form.clash(answer.theirs);
      onDone();
    } else if (answer.reason === "no-sender") toast(t("flow.missing"), { isError: true });
    else toast(t(answer.reason === "awaiting" ? "flow.awaiting" : "flow.notReady"), { isError: true });
  });
  const save = () => post.submit({ intent: "save", ...form.sending() });
  return {
    busy: post.busy,
    save,
    publish: (inside) => post.submit({ intent: "publish", inside: JSON.stringify(inside), ...form.sending() }),
    switchOn: (catchUp, edited) => {
      const fields = form.sending();
      post.submit({ intent: "on", catchUp: JSON.stringify(catchUp), ...(edited ? fields : {}) });
    },
    discard: () => {
      form.discard();
      post.submit({ intent: "discard", seen: form.fields().seen });
    },
    send: (fields) => post.submit(fields),
  };
}
