import { z } from "zod";

import { whoIs } from "../../customers/who-is.server.ts";
import { db } from "../../db.server.ts";
import { listReferrals, type Referral } from "../../referrals/list.server.ts";
import { states } from "../../referrals/life/life.ts";
import { cursorTo, noCursor, readCursor } from "../cursor.ts";
import { operation } from "../operation.ts";
import { asId, idText, instant, iso, isoOrNull, pageOf, paging, points } from "../shapes.ts";

const shape = z.object({
  id: idText,
  customerId: idText.meta({ description: "Who recommended the shop" }),
  friendId: idText.nullable().meta({ description: "null: they have not ordered, or as a guest" }),
  orderId: idText.nullable(),
  state: z.enum(states).meta({
    description: "`claimed`: the friend has their code. `ordered`, `pending`: it waits. `review`: the shop is to look at it",
  }),
  reason: z.string().nullable().meta({ description: "Why it was rejected or taken back" }),
  points: points.meta({ description: "What it has brought; 0 where that is a reward" }),
  redemptionId: idText.nullable().meta({ description: "The reward that was given for it" }),
  claimedAt: instant,
  orderedAt: instant.nullable(),
  paidAt: instant.nullable(),
});

function described(referral: Referral): z.input<typeof shape> {
  const { referralId, advocateId, friendId, orderId, state, reason, redemptionId, claimedAt, orderedAt, paidAt } = referral;
  return {
    ...{ id: String(referralId), customerId: String(advocateId), friendId: friendId?.toString() ?? null },
    ...{ orderId: orderId?.toString() ?? null, state, reason, points: Number(referral.points) },
    ...{ redemptionId: redemptionId?.toString() ?? null, claimedAt: iso(claimedAt) },
    ...{ orderedAt: isoOrNull(orderedAt), paidAt: isoOrNull(paidAt) },
  };
}

const LIST = "referrals";

export const readReferrals = operation({
  ...{ id: "listReferrals", method: "GET", path: "/referrals", scope: "read:referrals" },
  summary: "Referrals, the newest first; of all customers, or those of one who recommended the shop.",
  params: z.strictObject({}),
  query: z.strictObject({ ...paging, customerId: asId.optional(), state: z.enum(states).optional() }),
  ...{ body: null, status: 200, named: false },
  answer: pageOf(shape),
  problems: ["unknown-customer", "invalid"],
  run: async ({ holder: { shop }, query: { limit, cursor, customerId, state } }) => {
    const before = readCursor(LIST, cursor);
    if (before === null) return noCursor;
    const whose = customerId === undefined ? undefined : await whoIs(db(), shop.shopId, { id: customerId });
    if (whose === null) return { ok: false, code: "unknown-customer" };
    const filter = { advocateId: whose ?? null, state: state ?? null, before: before ?? null };
    const referrals = await listReferrals(db(), shop.shopId, filter, limit);
    const last = referrals.length === limit ? referrals.at(-1) : undefined;
    const nextCursor = last === undefined ? null : cursorTo(LIST, last.referralId);
    return { ok: true, answer: { items: referrals.map(described), nextCursor } };
  },
});
