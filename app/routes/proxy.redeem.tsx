import { redirect, type ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { redeemedAnswer } from "../components/shopper/redeemed.ts";
import { refusal } from "../components/shopper/answer.ts";
import { answerPost } from "../components/shopper/post.server.ts";
import { db } from "../db.server.ts";
import { enqueue } from "../jobs/queue.server.ts";
import { redeem } from "../jobs/loops/rewards.server.ts";
import { readAccount } from "../points/accounts.server.ts";

const number = z.string().regex(/^[1-9]\d{0,8}$/);
const fieldsSchema = z.object({
  reward: number.transform(Number),
  /** What the shopper chose to spend, where there is a choice. */
  points: number.transform(BigInt).optional(),
  /** The price that the page showed, or where prices begin; where there is no choice, nobody pays another than that. */
  price: number.transform(BigInt).optional(),
  /** The offer that the page showed; pages that were rendered before the theme knew of it send none. */
  offer: z
    .string()
    .max(40)
    .transform((name) => name || undefined)
    .optional(),
  /** Names the click: the same one again is the same redemption, so a page may be loaded again or a form sent twice. */
  intent: z.string().regex(/^[\w-]{1,80}$/),
});

/** A shopper turns points into a reward. The form's address for browsers without scripts, too. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerPost(request, now(), fieldsSchema, async ({ shop, customerId, locale, fields }) => {
    const { reward: rewardId, price = null, points = price, offer } = fields;
    // Intents are the shop's: one that names the customer can be nobody else's.
    const intent = `theme:${customerId}:${fields.intent}`;
    const request = { customerId, rewardId, points, intent, actor: "shopper" };
    const redeemed = await redeem(shop, offer === undefined ? request : { ...request, offer });
    const soldOut = redeemed.ok ? redeemed.redemption.terms.stock !== null : redeemed.reason === "sold-out";
    if (soldOut) await enqueue("publish-program", [{ shopId: shop.shopId }]);
    if (!redeemed.ok) return refusal(locale, redeemed.reason);
    const { available } = await readAccount(db(), shop, customerId, now());
    return redeemedAnswer(shop, locale, redeemed, available);
  });
}

/** Nothing is here to read. */
export function loader() {
  return redirect("/account", 303);
}
