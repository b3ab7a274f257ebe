import { db as database, type Db } from "../../db.server.ts";
import { listNamingFlows } from "../../flows/segments-named.server.ts";
import { log } from "../../log.server.ts";
import { listUnread, wantMirrors } from "../../mirrors/mirrors.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { markAwaiting } from "../../segments/segments.server.ts";
import { listAll } from "../../segments/editing/store.server.ts";
import { askedBy, readWhole } from "../../segments/language/answers.ts";
import type { Asked } from "../../segments/language/members.ts";
import { mirroredIn } from "../../segments/language/shopify/mirrored.ts";

/** What of a query only Shopify can say, with all that other segments ask for which it asks; of one that cannot be read, nothing. */
export function clausesOf(query: string, asked: Asked, own: string | null = null): string[] {
  const whole = readWhole(query, asked, own);
  return whole.ok ? mirroredIn(whole.query) : [];
}

/**
 * Brings the mirrors of a shop in line with what its segments and flows ask for, drafts of flows too, and marks the segments of which not all is known yet. To be called
 * in the transaction that changes one of them: so nobody is judged by what was never read.
 */
export async function settleMirrors(tx: Db, shopId: number, now: Date): Promise<void> {
  const segments = await listAll(tx, shopId);
  const asked = askedBy(segments);
  const flows = await listNamingFlows(tx, shopId);
  const each = segments.map(({ segmentId, key, query }) => ({ segmentId, clauses: clausesOf(query, asked, key) }));
  const ofFlows = flows.flatMap(({ conditions }) => conditions.flatMap((condition) => clausesOf(condition, asked)));
  const clauses = [...new Set([...each.flatMap((one) => one.clauses), ...ofFlows])];
  const left = await wantMirrors(tx, shopId, clauses, now);
  if (left.length > 0) log().warn({ shopId, clauses: left.length }, "more is asked of Shopify's segments than is read");
  const unread = new Set(await listUnread(tx, shopId, clauses));
  const states = each.map(({ segmentId, clauses: own }) => ({ segmentId, awaiting: own.some((clause) => unread.has(clause)) }));
  await markAwaiting(tx, shopId, states);
  if (clauses.length > 0) await enqueue("read-mirrors", [{ shopId }], { db: tx });
}

/** Lets these clauses be read, for somebody who wants to use them and has to wait until they are. */
export async function askShopify(shopId: number, clauses: readonly string[], now: Date, db: Db = database()): Promise<void> {
  await wantMirrors(db, shopId, clauses, now);
  await enqueue("read-mirrors", [{ shopId }], { db });
}

/** What of these queries only Shopify can say and has not said yet. */
export async function unreadIn(db: Db, shopId: number, queries: readonly string[]): Promise<string[]> {
  const asked = askedBy(await listAll(db, shopId));
  const clauses = [...new Set(queries.flatMap((query) => clausesOf(query, asked)))];
  return listUnread(db, shopId, clauses);
}

/**
 * What conditions of flows would wait for if the shop's segments asked `then` instead of `before`: a flow never takes "not known yet" for "no". For what one waits anyway no
 * segment is held up.
 */
export async function flowsWouldWait(tx: Db, shopId: number, before: Asked, then: Asked): Promise<string[]> {
  const conditions = (await listNamingFlows(tx, shopId)).flatMap((flow) => flow.conditions);
  const added = conditions.flatMap((condition) => {
    const known = new Set(clausesOf(condition, before));
    return clausesOf(condition, then).filter((clause) => !known.has(clause));
  });
  return listUnread(tx, shopId, [...new Set(added)]);
}
