import { z } from "zod";

import { adjustPoints } from "../../actions/merchant/adjust-points.server.ts";
import { db } from "../../db.server.ts";
import { cleanText } from "../../lib/fields.ts";
import { readAccount } from "../../points/accounts.server.ts";
import { ADJUSTMENT_LIMIT, REASON_LIMIT } from "../../points/adjusting/adjustment-form.ts";
import { listEntries } from "../../points/ledger.server.ts";
import { cursorTo, noCursor, readCursor } from "../cursor.ts";
import { operation } from "../operation.ts";
import { asId, idText, instant, iso, pageOf, paging, points } from "../shapes.ts";

export const entryShape = z.object({
  id: z.string().meta({ description: "Of this customer, in the order of the account" }),
  kind: z.enum(["order", "bonus", "adjustment", "merge", "redemption", "release", "return", "expiry", "import"]),
  points,
  balance: points.meta({ description: "Pending and available together, after this entry" }),
  availableAt: instant,
  recordedAt: instant,
  orderId: idText.nullable(),
  orderName: z.string().nullable(),
  rule: z.string().nullable().meta({ description: "Key of the bonus" }),
  reason: z.string().nullable(),
  actor: z.string().meta({ description: "`system`, `shopper`, `merchant:<Shopify user id>` or `api:<number of the key>`" }),
});

const LIST = "ledger";

export const readLedger = operation({
  ...{ id: "readLedger", method: "GET", path: "/customers/{customerId}/ledger", scope: "read:ledger" },
  summary:
    "A customer's points account, the newest entry first. Entries never change; what is wrong is followed by its opposite.",
  params: z.strictObject({ customerId: asId }),
  query: z.strictObject(paging),
  ...{ body: null, status: 200, named: false },
  answer: pageOf(entryShape),
  problems: ["unknown-customer", "invalid"],
  run: async ({ holder: { shop }, params: { customerId }, query: { limit, cursor } }) => {
    const before = readCursor(LIST, cursor);
    if (before === null) return noCursor;
    const beforeSeq = before === undefined || before > 2_147_483_647n ? {} : { beforeSeq: Number(before) };
    const entries = await listEntries(db(), shop.shopId, customerId, { limit, ...beforeSeq });
    const last = entries.length === limit ? entries.at(-1) : undefined;
    return {
      ok: true,
      answer: {
        items: entries.map(({ seq, kind, points, runningBalance, availableAt, recordedAt, orderId, ...entry }) => ({
          ...{ id: String(seq), kind, points: Number(points), balance: Number(runningBalance) },
          ...{ availableAt: iso(availableAt), recordedAt: iso(recordedAt), orderId: orderId?.toString() ?? null },
          ...{ orderName: entry.orderName, rule: entry.rule, reason: entry.reason, actor: entry.actor },
        })),
        nextCursor: last === undefined ? null : cursorTo(LIST, last.seq),
      },
    };
  },
});

export const adjust = operation({
  ...{ id: "adjustPoints", method: "POST", path: "/customers/{customerId}/adjustments", scope: "write:points" },
  summary:
    "Gives a customer points, or takes some away (never more than are available). The customer reads nothing of the reason.",
  params: z.strictObject({ customerId: asId }),
  query: z.strictObject({}),
  body: z.strictObject({
    points: z
      .int()
      .min(-Number(ADJUSTMENT_LIMIT))
      .max(Number(ADJUSTMENT_LIMIT))
      .refine((many) => many !== 0, "must not be 0"),
    reason: z
      .string()
      .trim()
      .min(1)
      .max(REASON_LIMIT)
      .transform((reason) => cleanText(reason)),
    affectsTier: z.boolean().default(false).meta({ description: "Whether the points count for the tier" }),
  }),
  status: 201,
  answer: z.object({ customerId: idText, points, available: points, pending: points }),
  problems: ["unknown-customer", "insufficient-points"],
  named: true,
  run: async ({ holder: { shop, keyId }, params: { customerId }, body: { points, reason, affectsTier }, name, now }) => {
    const adjustment = { customerId, points: BigInt(points), reason, affectsTier, key: `api:${name}`, actor: `api:${keyId}` };
    const adjusted = await adjustPoints(shop, adjustment);
    if (!adjusted.ok) {
      if (adjusted.reason === "insufficient-points")
        return { ok: false, code: adjusted.reason, more: { available: Number(adjusted.available) } };
      // The account remembers for longer than answers are kept.
      if (adjusted.reason === "another-posted") return { ok: false, code: "another-body" };
      return { ok: false, code: adjusted.reason === "unknown-customer" ? "unknown-customer" : "invalid" };
    }
    const { available, pending } = await readAccount(db(), shop, customerId, now);
    return {
      ok: true,
      answer: { customerId: String(customerId), points, available: Number(available), pending: Number(pending) },
    };
  },
});
