import { now as clock } from "../../clock.server.ts";
import type { Tx } from "../../db.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { listStaff } from "../../shops/staff/staff.server.ts";
import { userIn } from "../../shops/staff/staff.ts";
import { mark, unmark } from "../../surveys/changes/changes.server.ts";
import type { Handling } from "../../surveys/inbox/handling.ts";
import { assign, close, markRead, reopen, reply, tag } from "../../surveys/inbox/inbox.server.ts";

/**
 * `gone`: the answer, or the change, is no longer there. `changed`: its reader has answered anew since it was shown. `invalid`: what was typed cannot be taken, or nobody of the team is known by that id. `otherwise`:
 * under this key another reply was sent.
 */
export type Handled = { did: Handling["intent"]; outcome: "done" | "gone" | "changed" | "invalid" | "otherwise" };

/** Somebody of the team reads, assigns, tags, answers or closes what a customer has answered to a survey, or says what it led to. The same again changes nothing. */
export function handleFeedback(shop: Shop, handling: Handling, actor: string, now = clock): Promise<Handled> {
  return change(
    shop,
    async (tx, at) => {
      const outcome = await handle(tx, shop.shopId, handling, actor, at);
      return { result: { did: handling.intent, outcome: typeof outcome === "bigint" ? "done" : outcome } as const };
    },
    now,
  );
}

async function handle(tx: Tx, shopId: number, handling: Handling, actor: string, at: Date) {
  const { responseId } = handling;
  switch (handling.intent) {
    case "read":
      return markRead(tx, shopId, responseId, handling.seen, at);
    case "close":
      return close(tx, shopId, responseId, { seen: handling.seen, actor }, at);
    case "reopen":
      return reopen(tx, shopId, responseId);
    case "take":
      return assign(tx, shopId, responseId, actor);
    case "assign": {
      const { to } = handling;
      const isKnown = to === "" || to === userIn(actor) || Object.hasOwn(await listStaff(tx, shopId), to);
      return isKnown ? assign(tx, shopId, responseId, to === "" ? null : `merchant:${to}`) : "invalid";
    }
    case "tag":
      return handling.tags === null ? "invalid" : tag(tx, shopId, responseId, handling.tags);
    case "mark":
      return (await mark(tx, shopId, handling.changeId, [responseId], at)) ? "done" : "gone";
    case "unmark":
      return (await unmark(tx, shopId, handling.changeId, responseId)) ? "done" : "gone";
    case "reply": {
      const { key, text, seen } = handling;
      return text === null ? "invalid" : reply(tx, shopId, responseId, { key, text, seen, actor }, at);
    }
  }
}
