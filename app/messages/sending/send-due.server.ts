import { sql } from "kysely";
import pMap from "p-map";

import type { Db } from "../../db.server.ts";
import { isTransient, meetsAll } from "../../lib/database-errors.ts";
import { ids } from "../../lib/rows.server.ts";
import { MINUTE_MS, plusMs, SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { createGroupCommit, type GroupCommit } from "../../queue/group-commit.ts";
import type { Transport } from "../channels/channel.ts";
import { transports, type Transports } from "../channels/transports.server.ts";
import { decide } from "../policy.ts";
import { pack } from "../sent/packed.server.ts";
import type { FactSources } from "../templates/facts.ts";
import { settleAbandoned } from "./abandoned.server.ts";
import { claimDue, type Handover } from "./claim.server.ts";
import { readClaimFacts, type ClaimFacts } from "./claim-facts.server.ts";
import type { ClaimedMessage } from "./claimed-message.ts";
import { listReady, type Ready } from "./poll.server.ts";
import { settle, type Settlement } from "./settle.server.ts";

/** Shops whose messages are on their way side by side. */
const SHOPS_AT_ONCE = 4;
/** Outcomes that become known within so long are written together. Should the process be killed meanwhile, nobody knows them. */
const GATHER_MS = 25;
/** What was decided holds for so long; whoever waits longer for the mail server is asked about again. */
const FRESH_MS = SECOND_MS;
/** Messages that are decided about in one transaction. */
const TOGETHER = 50;
/** Messages that are on their way at once. Of so many nobody knows what became of them when the process is killed, and none of them is sent again. */
const AT_ONCE = 100;
/** So long a shop that is alone goes on with more than that, in real milliseconds: others may have become ready, or the process is asked to end. */
const TURN_MS = SECOND_MS;
/** Shops that get a turn in one call: few enough that it ends soon after it is asked to. */
const SHOPS = 40;

/**
 * Sends what is due, shop by shop: decides under the customers' locks (claim.server.ts), hands over outside of any transaction, records each outcome as
 * soon as it is known, together with those that have become known while the ones before were written. A shop that has more than its share gets its next turn when the others have had theirs. Several processes may call it at once;
 * each message leaves at most once.
 * @param limit how many are dealt with at most; no more than `AT_ONCE` of them are on their way at once
 * @param sources who answers what messages rest on (templates/facts.ts)
 * @returns how many messages it dealt with; call again while it is not zero
 */
export async function sendDue(
  db: Db,
  now: () => Date,
  limit: number,
  sources: FactSources,
  over: Transports = transports(),
): Promise<number> {
  const shops = await listReady(db, now(), SHOPS);
  const sideBySide = Math.min(shops.length, SHOPS_AT_ONCE);
  const atOnce = Math.max(1, Math.floor(Math.min(limit, AT_ONCE) / sideBySide));
  const share = shops.length === 1 ? limit : atOnce;
  const done = await pMap(shops, (shop) => sendInShop(db, shop, now, share, atOnce, sources, over), {
    concurrency: SHOPS_AT_ONCE,
    stopOnError: false,
  });
  return done.reduce((sum, claimed) => sum + claimed, 0);
}

/** @throws what would meet the next shop as well, so that the loop rests */
async function sendInShop(
  db: Db,
  shop: Ready,
  clock: () => Date,
  limit: number,
  atOnce: number,
  sources: FactSources,
  over: Transports,
): Promise<number> {
  const { shopId } = shop;
  const outcomes = createGroupCommit<Settlement>({
    write: (settlements) => db.transaction().execute((tx) => settle(tx, shopId, settlements, clock())),
    sizeOf: () => 1,
    gatherMs: GATHER_MS,
  });
  const underWay = createUnderWay();
  try {
    if (shop.abandoned) await settleAbandoned(db, shopId, clock());
    const begunAt = performance.now();
    let claimed = 0;
    const goesOn = () => claimed < atOnce || (claimed < limit && performance.now() - begunAt < TURN_MS);
    // The next are decided about while those before are handed over, and as soon as there is room for them.
    for (let full = shop.due; full && goesOn();) {
      const most = Math.min(TOGETHER, atOnce, limit - claimed);
      await underWay.atMost(atOnce - most);
      // A slow mail server lets wait for minutes: who is claimed then is claimed from then on, and the turn may be over.
      if (!goesOn()) break;
      const claim = await db.transaction().execute((tx) => claimDue(tx, shopId, clock(), most, sources));
      const isWanted = askAgain(db, shopId, claim.handovers, sources, clock);
      for (const handover of claim.handovers) underWay.add(handOver(handover, over, isWanted, outcomes));
      claimed += claim.claimed;
      full = claim.claimed === most;
    }
    await underWay.atMost(0);
    return claimed;
  } catch (error) {
    await underWay.over();
    if (meetsAll(error)) throw error;
    log().error({ error, shopId }, "messages could not be sent");
    if (!isTransient(error)) await putOff(db, shopId, clock(), Math.min(TOGETHER, atOnce));
    return 0;
  }
}

/** Pieces of work that are under way. */
function createUnderWay() {
  let count = 0;
  let first: { error: unknown } | undefined;
  let heard: () => void = () => undefined;
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise<void>((resolve) => (heard = resolve));
  };
  return {
    add(work: Promise<void>): void {
      count += 1;
      void work
        .catch((error: unknown) => void (first ??= { error }))
        .finally(() => {
          count -= 1;
          heard();
        });
    },
    /** Waits until at most so many are left. @throws what has failed, as soon as anything has */
    async atMost(most: number): Promise<void> {
      await until(() => count <= most || first !== undefined);
      if (first !== undefined) throw first.error;
    },
    /** Waits until none is left, whatever became of them. */
    over: () => until(() => count === 0),
  };
}

async function handOver(
  handover: Handover,
  over: Transports,
  isWanted: (messageId: bigint) => Promise<boolean>,
  outcomes: GroupCommit<Settlement>,
): Promise<void> {
  const { shopId, messageId, channel } = handover.message;
  const transport: Transport = over[channel];
  const [delivery, kept] = await Promise.all([
    transport.send(handover.content, () => isWanted(messageId)),
    pack(handover.written),
  ]);
  if (delivery.kind !== "accepted") log().warn({ shopId, messageId, channel, delivery }, "a message was not accepted");
  await outcomes.submit({ handover, delivery, kept });
}

/**
 * Where the mail server is slow, messages that were decided about together wait for one another, and what was decided may hold no longer: somebody unsubscribed, here
 * or in Shopify, a campaign was paused, the evening has come.
 */
function askAgain(
  db: Db,
  shopId: number,
  handovers: readonly Handover[],
  sources: FactSources,
  clock: () => Date,
): (messageId: bigint) => Promise<boolean> {
  const all = new Set(handovers.map(({ message }) => message.messageId));
  let known = { at: clock(), wanted: Promise.resolve(all) };
  return async (messageId) => {
    const at = clock();
    if (at >= plusMs(known.at, FRESH_MS)) known = { at, wanted: listWanted(db, shopId, handovers, sources, at).catch(() => all) };
    return (await known.wanted).has(messageId);
  };
}

/** Of messages that are being handed over those that would leave if they were decided about now. @throws where that cannot be told now: what was decided holds */
async function listWanted(
  db: Db,
  shopId: number,
  handovers: readonly Handover[],
  sources: FactSources,
  now: Date,
): Promise<Set<bigint>> {
  try {
    const { rows } = await sql<{ messageId: bigint }>`
      select message_id as "messageId" from messages
      where shop_id = ${shopId} and message_id = any(${ids(handovers.map(({ message }) => message.messageId))})
        and state = 'sending' and reason is null and recipient is not null
    `.execute(db);
    const untouched = new Set(rows.map(({ messageId }) => messageId));
    const messages = handovers.flatMap(({ message }) => (untouched.has(message.messageId) ? [message] : []));
    // They count among what the shop sends today already.
    const facts = await db.transaction().execute((tx) => readClaimFacts(tx, shopId, messages, sources, null, now));
    return new Set(
      messages.flatMap((message) => (leaves(message, facts.get(message.messageId), now) ? [message.messageId] : [])),
    );
  } catch (error) {
    log().warn({ error, shopId }, "messages on their way could not be asked about again");
    throw error;
  }
}

function leaves(message: ClaimedMessage, facts: ClaimFacts | undefined, now: Date): boolean {
  return facts !== undefined && decide({ ...message, deferredFor: null }, facts.policy, now).kind === "send";
}

/** Lets the messages that failed together rest, and parts them: the one that spoils the others is soon among others, or alone. */
async function putOff(db: Db, shopId: number, now: Date, limit: number): Promise<void> {
  await sql`
    with failed as (
      select message_id from messages where shop_id = ${shopId} and state = 'queued' and due_at <= ${now}
      order by due_at limit ${limit} for update skip locked
    )
    update messages m set due_at = ${plusMs(now, MINUTE_MS)}::timestamptz + random() * interval '4 minutes', rest_ms = 0
    from failed f where m.shop_id = ${shopId} and m.message_id = f.message_id
  `.execute(db);
}
