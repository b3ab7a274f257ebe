import { z } from "zod";

import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { backoffMs } from "../../lib/backoff.ts";
import { gid } from "../../lib/gid.ts";
import { HOUR_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import {
  beginReading,
  dropMirror,
  endReading,
  hasMirrors,
  nextDue,
  noteProblem,
  noteSegment,
  sweep,
  takePage,
  type DueMirror,
} from "../../mirrors/mirrors.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { inTurn } from "../../segments/editing/store.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { problemOf } from "../admin-api/problem.server.ts";
import { createShopifySegment, readShopifySegment } from "../customers/shopify-segment.server.ts";
import { subscribeToMirrors } from "../subscribe.server.ts";
import { settleMirrors } from "./wanted.server.ts";
import { DELETE_SEGMENT, SEGMENT_MEMBERS } from "./mirrors.graphql.ts";

/** So long a job reads; what is left is taken up by the next look. */
const WORKS_MS = 8 * MINUTE_MS;
const FIRST_REST_MS = MINUTE_MS;
const LONGEST_REST_MS = 6 * HOUR_MS;

const membersSchema = z.object({
  customerSegmentMembers: z.object({
    totalCount: z.int(),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    edges: z.array(z.object({ node: z.object({ id: z.string() }) })),
  }),
});

class Refused extends Error {}
class NoAccess extends Error {}

/** Reads what is due of who is in Shopify's segments, page by page. One that fails holds up no other. */
export async function readMirrors(shop: Shop, now = clock): Promise<void> {
  if (!(await hasMirrors(db(), shop.shopId))) return;
  // What is wanted says so first: after a long rest nothing has said so for long.
  await inTurn(db(), shop.shopId, (tx) => settleMirrors(tx, shop.shopId, now()));
  await subscribeToMirrors(shop);
  const ends = performance.now() + WORKS_MS;
  while (performance.now() < ends) {
    const mirror = await nextDue(db(), shop.shopId, now());
    if (mirror === null) return;
    try {
      await goOn(shop, mirror, now);
    } catch (error) {
      const found = error instanceof Refused ? "refused" : error instanceof NoAccess ? "access" : problemOf(error);
      log().warn({ error, shopId: shop.shopId, clause: mirror.clause }, "who is in a Shopify segment was not read");
      await noteProblem(db(), shop.shopId, mirror.mirrorKey, {
        problem: found === "refused" || found === "unreachable" ? found : "access",
        says: error instanceof Refused ? error.message : null,
        until: plusMs(
          now(),
          found === "refused" ? LONGEST_REST_MS : backoffMs(mirror.attempts + 1, FIRST_REST_MS, LONGEST_REST_MS),
        ),
      });
    }
  }
}

async function goOn(shop: Shop, mirror: DueMirror, now: () => Date): Promise<void> {
  const { shopId } = shop;
  const { mirrorKey, since } = mirror;
  if (!mirror.wanted) return end(shop, mirror, now());
  const segmentId = await segmentOf(shop, mirror);
  const begun = now();
  const reading = since === null ? await beginReading(db(), shopId, mirrorKey, begun) : mirror.reading;
  const after = since === null ? null : mirror.cursor;
  const askedAt = now();
  const variables = { segmentId: gid("Segment", segmentId), after };
  const { customerSegmentMembers: page } = membersSchema.parse(await adminGraphql(shop, SEGMENT_MEMBERS, variables));
  const customerIds = page.edges.map(({ node }) => BigInt(node.id.split("/").at(-1) ?? ""));
  const { hasNextPage, endCursor } = page.pageInfo;
  const first = mirror.readAt === null;
  await change(
    shop,
    async (tx) => {
      const came = await takePage(
        tx,
        shopId,
        { mirrorKey, reading },
        { customerIds, total: page.totalCount, cursor: endCursor, askedAt },
      );
      return { result: null, moved: { mirrors: first ? [] : came } };
    },
    now,
  );
  if (!hasNextPage) await finish(shop, { ...mirror, reading, since: since ?? begun }, now);
}

/** Whoever the reading has not seen is no longer in it. */
async function finish(shop: Shop, mirror: DueMirror, now: () => Date): Promise<void> {
  const { shopId } = shop;
  const first = mirror.readAt === null;
  for (let done = false; !done;) {
    done = await change(
      shop,
      async (tx, at) => {
        const swept = await sweep(tx, shopId, mirror);
        if (swept.done) await endReading(tx, shopId, mirror.mirrorKey, at);
        // Who is in the segments that have waited for it is found for all at once.
        if (swept.done && first) await enqueue("rebuild-segments", [{ shopId }], { db: tx });
        return { result: swept.done, moved: { mirrors: first ? [] : swept.left } };
      },
      now,
    );
  }
}

/** The mirror's segment at Shopify, which is made where there is none, or no longer the one that was. Asked before each reading. @throws Refused with Shopify's words */
async function segmentOf(shop: Shop, { mirrorKey, clause, segmentId, query, since, attempts }: DueMirror): Promise<bigint> {
  if (segmentId !== null && since !== null) return segmentId;
  const found = segmentId === null ? null : await readShopifySegment(shop, segmentId);
  if (found === "unreachable") throw new TypeError("fetch failed");
  if (segmentId !== null && found?.query === query) return segmentId;
  await noteSegment(db(), shop.shopId, mirrorKey, null);
  // A name that is taken may be that of a try whose end nobody has seen; it is not taken over, since what it asks may have been changed.
  const tries = segmentId === null ? attempts : attempts + 1;
  const made = await createShopifySegment(shop, { name: nameOf(clause, mirrorKey, tries), query: clause });
  if (!made.ok && made.reason === "unreachable") throw new TypeError("fetch failed");
  if (!made.ok && made.reason === "refused") {
    if (made.refusals.every(({ of }) => of === "name")) throw new TypeError("fetch failed");
    throw new Refused(made.refusals.map(({ says }) => says).join(" "));
  }
  if (!made.ok) throw new NoAccess();
  // Shopify may write a query down in its own way.
  const stands = await readShopifySegment(shop, made.segmentId);
  const written = stands === null || stands === "unreachable" ? clause : stands.query;
  await noteSegment(db(), shop.shopId, mirrorKey, { id: made.segmentId, query: written });
  return made.segmentId;
}

/** What a merchant finds among their segments: whose it is, what it asks, and what tells it from any other. */
function nameOf(clause: string, key: string, tries: number): string {
  const short = clause.length > 60 ? `${clause.slice(0, 59)}…` : clause;
  return `Reprise · ${short} · ${key.slice(0, 8)}${tries === 0 ? "" : `-${tries + 1}`}`;
}

async function end(shop: Shop, { mirrorKey, segmentId }: DueMirror, now: Date): Promise<void> {
  if (segmentId !== null) await adminGraphql(shop, DELETE_SEGMENT, { id: gid("Segment", segmentId) });
  await db()
    .transaction()
    .execute((tx) => dropMirror(tx, shop.shopId, mirrorKey, now));
}
