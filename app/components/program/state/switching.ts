import { to } from "../../../pages.ts";
import type { StateSince, Switchable } from "../../../program/state/state.ts";
import { useToast } from "../../page/bridge/toast.ts";
import { usePost } from "../../page/posting/post.ts";
import { useT } from "../../locale.tsx";
import { useTellOnce } from "../../tell-once.ts";

/** What the program's page answers to a switch: done, or why not. */
export type SwitchAnswer = { done: "switched" | "switched-meanwhile" | "same-state" | "no-tag" };

export type Switching = {
  busy: boolean;
  /** The tag was none. */
  refused: boolean;
  to: (state: Switchable, tag?: string) => void;
};

/** Switches the program from the state that the page shows; from any page of the admin. Says what has become of it. */
export function useSwitch(current: StateSince | null): Switching {
  const t = useT();
  const toast = useToast();
  const post = usePost<SwitchAnswer>({ action: to("program") });
  useTellOnce(post.answer, ({ done }) => {
    if (done === "no-tag") return;
    const words = {
      switched: t("programState.switched"),
      "switched-meanwhile": t("programState.changedMeanwhile"),
      "same-state": t("programState.unchanged"),
    };
    toast(words[done], { isError: done !== "switched" });
  });
  const seen = current?.since.toISOString() ?? "";
  return {
    busy: post.busy,
    refused: post.answer?.done === "no-tag",
    to: (state, tag = "") => post.submit({ intent: "switch", state, tag, seen }),
  };
}
