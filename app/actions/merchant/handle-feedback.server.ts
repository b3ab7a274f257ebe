import { now as clock } from "../../clock.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Handling } from "../../surveys/inbox/handling.ts";
import { assign, close, markRead, reopen, reply, tag } from "../../surveys/inbox/inbox.server.ts";

/** `gone`: the answer is no longer there. `changed`: its reader has answered anew since it was shown. `invalid`: what was typed cannot be taken. `otherwise`: under this key another reply was sent. */
export type Handled = { did: Handling["intent"]; outcome: "done" | "gone" | "changed" | "invalid" | "otherwise" };

/** Somebody of the team reads, takes, tags, answers or closes what a customer has answered to a survey. The same again changes nothing. */
export function handleFeedback(shop: Shop, handling: Handling, actor: string, now = clock): Promise<Handled> {
  const { shopId } = shop;
  const { intent: did, messageId, surveyId } = handling;
  const about = { messageId, surveyId };
  return change(
    shop,
    async (tx, at) => {
      const touch = async () => {
        switch (handling.intent) {
          case "read":
            return markRead(tx, shopId, about, handling.seen, at);
          case "close":
            return close(tx, shopId, about, { seen: handling.seen, actor }, at);
          case "reopen":
            return reopen(tx, shopId, about);
          case "take":
          case "leave":
            return assign(tx, shopId, about, handling.intent === "take" ? actor : null);
          case "tag":
            return handling.tags === null ? "invalid" : tag(tx, shopId, about, handling.tags);
          case "reply": {
            const { key, text, seen } = handling;
            if (text === null) return "invalid";
            return reply(tx, shopId, about, { key, text, seen, actor }, at);
          }
        }
      };
      const outcome = await touch();
      return { result: { did, outcome: typeof outcome === "bigint" ? "done" : outcome } as const };
    },
    now,
  );
}
