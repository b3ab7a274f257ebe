import { readParticipant } from "../../customers/exclusions/exclusions.server.ts";
import { append } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { minBig } from "../../lib/arithmetic.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import { textFields, textIn, type Texts } from "../../program/rules/texts.ts";
import { takesPart } from "../../program/state/state.ts";
import { listStates } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { outcomeOf } from "../chance/outcome.ts";
import { givenFor, NONE } from "../chance/stock.ts";
import { periodAt, zoneOf } from "../content/days.ts";
import type { Prize, Terms } from "../content/terms.ts";
import { findByHandle, phaseOf, type Draw, type Phase } from "../draws.server.ts";
import { listOwn, nextNumber, readLeft, writeEntry, type Entry } from "./entries.server.ts";
import { giveReward, postPoints } from "./give.server.ts";

/** `outside`: the program does not run for them. `fresh`: drawn just now; else it is what they drew before in this period. */
export type Entered =
  { ok: true; draw: Draw; entry: Entry; fresh: boolean } | { ok: false; reason: "unknown" | "outside" | Exclude<Phase, "open"> };

/**
 * A customer takes part: their entry gets the next number, and what that draws is theirs. Once in a period; asking again tells what was drawn. Runs inside `change`: the shop's lock
 * gives numbers and prizes one after another, and the database refuses a second entry of a period and a prize beyond the stock.
 */
export async function enter(
  tx: Db,
  shop: Shop,
  { handle, customerId: named }: { handle: string; customerId: bigint },
  now: Date,
): Promise<Entered> {
  const { shopId } = shop;
  const draw = await findByHandle(tx, shopId, handle);
  const customerId = await liveCustomer(tx, shopId, named);
  if (draw === null || customerId === null) return { ok: false, reason: "unknown" };
  const { drawId, terms } = draw;
  const own = await listOwn(tx, shopId, drawId, customerId);
  const period = periodAt(terms, now, zoneOf(draw, shop));
  const before = own.find((entry) => entry.period === period);
  if (before !== undefined) return { ok: true, draw, entry: before, fresh: false };
  const phase = phaseOf(draw, shop, now);
  if (phase !== "open") return { ok: false, reason: phase };
  const who = await readParticipant(tx, shopId, customerId);
  if (who === null || !takesPart(await listStates(tx, shopId), now, who)) return { ok: false, reason: "outside" };
  const number = await nextNumber(tx, shopId, drawId);
  const { roll, key: drawn } = outcomeOf(draw.seed, number, terms.prizes);
  const prize = givenFor(drawn, await readLeft(tx, shopId, drawId), terms.fallback);
  const won = terms.prizes.find(({ key }) => key === prize) ?? null;
  const brings = { points: pointsFor(terms, won, own), rewardId: won?.rewardId ?? null };
  const basic = { number, customerId, enteredAt: now, period, roll, drawn, prize, ...brings };
  const entry = { ...basic, ...(await giveReward(tx, shop, draw, basic, now)) };
  await writeEntry(tx, shopId, drawId, entry);
  await postPoints(tx, shop, draw, entry, now);
  await append(tx, shopId, [eventOf(draw, entry, won, shop, now)], now);
  return { ok: true, draw, entry, fresh: true };
}

/** What a prize brings in points: no more than one person may have of this draw in all. */
function pointsFor({ mostPoints }: Terms, won: Prize | null, own: readonly Entry[]): bigint {
  const points = BigInt(won?.points ?? 0);
  if (mostPoints === null) return points;
  const left = BigInt(mostPoints) - own.reduce((sum, entry) => sum + entry.points, 0n);
  return left <= 0n ? 0n : minBig(points, left);
}

function eventOf({ drawId, terms }: Draw, entry: Entry, won: Prize | null, { primaryLocale }: Shop, now: Date) {
  const { customerId, number, prize } = entry;
  const named = (texts: Texts | undefined) => (texts === undefined ? "" : textIn(texts, primaryLocale));
  const isWin = prize !== NONE && won?.kind !== "nothing";
  const data = {
    ...{ drawId, number, title: named(terms.title), won: isWin, prize: isWin ? named(won?.title) : "" },
    ...textFields("title", terms.title),
    ...(isWin && won !== null ? textFields("prize", won.title) : {}),
  };
  return { customerId, kind: "draw.entered" as const, key: `draw:${drawId}:${number}`, occurredAt: now, data };
}
