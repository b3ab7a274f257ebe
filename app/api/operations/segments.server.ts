import { z } from "zod";

import { db } from "../../db.server.ts";
import { listMembers, listSegments } from "../../segments/segments.server.ts";
import { cursorTo, noCursor, readCursor } from "../cursor.ts";
import { operation } from "../operation.ts";
import { idText, instant, iso, pageOf, paging } from "../shapes.ts";

const segmentShape = z.object({
  id: z.int(),
  key: z.string().meta({ description: "Never changes" }),
  name: z.string(),
  query: z.string().meta({ description: "In Shopify's segment query language" }),
  members: z.int(),
});

export const readSegments = operation({
  ...{ id: "listSegments", method: "GET", path: "/segments", scope: "read:segments" },
  summary: "The shop's segments, as the merchant has ordered them.",
  ...{ params: z.strictObject({}), query: z.strictObject({}), body: null, status: 200, named: false },
  answer: z.object({ items: z.array(segmentShape) }),
  problems: [],
  run: async ({ holder: { shop } }) => {
    const segments = await listSegments(db(), shop.shopId);
    const items = segments.map(({ segmentId, key, name, query, count }) => ({ id: segmentId, key, name, query, members: count }));
    return { ok: true, answer: { items } };
  },
});

const LIST = "members";

export const readMembers = operation({
  ...{ id: "listSegmentMembers", method: "GET", path: "/segments/{segmentId}/members", scope: "read:segments" },
  summary: "Who is in a segment, in the order of customers' ids.",
  params: z.strictObject({
    segmentId: z
      .string()
      .regex(/^[1-9]\d{0,8}$/)
      .transform(Number),
  }),
  query: z.strictObject(paging),
  ...{ body: null, status: 200, named: false },
  answer: pageOf(z.object({ customerId: idText, enteredAt: instant })),
  problems: ["unknown-segment", "invalid"],
  run: async ({ holder: { shop }, params: { segmentId }, query: { limit, cursor } }) => {
    const after = readCursor(LIST, cursor);
    if (after === null) return noCursor;
    const members = await listMembers(db(), shop.shopId, segmentId, after ?? null, limit);
    if (members === null) return { ok: false, code: "unknown-segment" };
    const last = members.length === limit ? members.at(-1) : undefined;
    return {
      ok: true,
      answer: {
        items: members.map(({ customerId, enteredAt }) => ({ customerId: String(customerId), enteredAt: iso(enteredAt) })),
        nextCursor: last === undefined ? null : cursorTo(LIST, last.customerId),
      },
    };
  },
});
