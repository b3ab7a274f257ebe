import type { Translate } from "../../i18n/translate.ts";
import { to } from "../../pages.ts";
import { ACCOUNTS_EDITOR_URL } from "../../shops/storefront/theme-editor.ts";
import type { Home } from "./home.server.ts";
import type { ToDo, ToDoKey } from "./to-do.ts";

export type ToDoWords = { title: string; text: string; action: string; url: string };
type About = Pick<Home, "senderWaiting" | "program">;

/** What a merchant is told of it, and the way to where it is settled. */
export function toDoWords({ key, count }: ToDo, { senderWaiting, program }: About, t: Translate): ToDoWords {
  const sender = senderWaiting ?? "";
  const settings = { action: t("home.openSettings"), url: to("settings") };
  const words: Record<ToDoKey, () => ToDoWords> = {
    comparison: () => ({
      title: t("compare.failingTitle"),
      text: t("compare.failingText"),
      ...{ action: t("compare.failingAction"), url: to("sync") },
    }),
    webhooks: () => ({
      title: t("home.problemsTitle", { count }),
      text: t("home.problemsText"),
      ...{ action: t("home.problemsAction"), url: to("sync") },
    }),
    receivers: () => ({
      title: t("home.receiversTitle", { count }),
      text: t("home.receiversText"),
      ...{ action: t("home.receiversAction"), url: to("receivers") },
    }),
    held: () => ({ title: t("home.heldTitle", { count }), text: t("home.heldText"), ...settings }),
    consents: () => ({
      title: t("home.untoldTitle", { count }),
      text: t("home.untoldText"),
      ...{ action: t("home.untoldAction"), url: to("sync") },
    }),
    owed: () => ({
      title: t("home.owedTitle", { count }),
      text: t("home.owedText"),
      ...{ action: t("home.owedAction"), url: to("owed") },
    }),
    state: () => ({ ...stateWords(program, t), action: t("programState.bannerLink"), url: to("program") }),
    accounts: () => ({
      title: t("home.accountsTitle"),
      text: t("home.accountsText"),
      ...{ action: t("home.accountsAction"), url: ACCOUNTS_EDITOR_URL },
    }),
    sender: () => ({ title: t("home.proofTitle"), text: t("home.proofText", { address: sender }), ...settings }),
    referrals: () => ({
      title: t("home.referralsTitle", { count }),
      text: t("home.referralsText"),
      ...{ action: t("home.claimsAction"), url: to("approvals", { tab: "referrals" }) },
    }),
    claims: () => ({
      title: t("home.claimsTitle", { count }),
      text: t("home.claimsText"),
      ...{ action: t("home.claimsAction"), url: to("approvals") },
    }),
  };
  return words[key]();
}

function stateWords({ state, tag }: Home["program"], t: Translate): Pick<ToDoWords, "title" | "text"> {
  switch (state) {
    case "test":
      return { title: t("home.stateTest"), text: t("programState.testText", { tag: tag ?? "" }) };
    case "paused":
      return { title: t("home.statePaused"), text: t("programState.pausedText") };
    case "setup":
    case "live":
      return { title: t("home.stateSetup"), text: t("programState.setupText") };
  }
}
