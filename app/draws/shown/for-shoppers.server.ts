import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { lowerAddress } from "../../lib/lower-address.ts";
import type { Texts } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import { againAt, periodAt, zoneOf } from "../content/days.ts";
import type { DrawKind } from "../content/terms.ts";
import { findByHandle, listActive, phaseOf, type Draw, type Phase } from "../draws.server.ts";
import { listOwn, readLeft, type Entry } from "../entries/entries.server.ts";
import { listOwedOf } from "../entries/owed.server.ts";

/** A draw as a shopper sees it. */
export type ShownDraw = {
  draw: Draw;
  phase: Phase;
  left: ReadonlyMap<string, number>;
  /** Their latest entry. */
  own: Entry | null;
  /** How the reward that it won is handed over: it is theirs, it cannot be given now, or they got another one for it. Null: it won none. */
  reward: "theirs" | "owed" | "another" | null;
  /** They have taken part in the period that runs. */
  done: boolean;
  /** When they may take part again, if they have and may. */
  again: Date | null;
};

/** @param customerId null: nobody is logged in @returns null: there is none at that address, or it is still a draft */
export async function readShown(
  db: Db,
  shop: Shop,
  handle: string,
  customerId: bigint | null,
  now: Date,
): Promise<ShownDraw | null> {
  const draw = await findByHandle(db, shop.shopId, handle);
  if (draw === null) return null;
  const { drawId, terms } = draw;
  const left = await readLeft(db, shop.shopId, drawId);
  const own = customerId === null ? [] : await listOwn(db, shop.shopId, drawId, customerId);
  const timeZone = zoneOf(draw, shop);
  const period = periodAt(terms, now, timeZone);
  const done = own.some((entry) => entry.period === period);
  return {
    ...{ draw, phase: phaseOf(draw, shop, now), left, own: own[0] ?? null, done },
    reward: await rewardOf(db, shop.shopId, draw, own[0]),
    again: done ? againAt(terms, period, timeZone) : null,
  };
}

async function rewardOf(db: Db, shopId: number, { drawId, terms }: Draw, own: Entry | undefined): Promise<ShownDraw["reward"]> {
  if (own === undefined || own.rewardId === null) return null;
  if ((await listOwedOf(db, shopId, drawId, own.number)).length > 0) return "owed";
  return terms.prizes.find(({ key }) => key === own.prize)?.rewardId === own.rewardId ? "theirs" : "another";
}

/** The address that a customer may be asked to sign up for news with; null: they have none, or get them already. */
export async function newsAddress(db: Db, shopId: number, customerId: bigint): Promise<string | null> {
  const { rows } = await sql<{ email: string }>`
    select email from customers where shop_id = ${shopId} and customer_id = ${customerId} and email is not null and email_consent <> 'subscribed'
      and merged_into is null and deleted_at is null and redacted_at is null
  `.execute(db);
  return rows[0] === undefined ? null : lowerAddress(rows[0].email);
}

/** A draw that is open, to be led to. `until`: its last day, ISO 8601. */
export type OpenDraw = { handle: string; kind: DrawKind; title: Texts; until: string };

export async function listOpen(db: Db, shop: Shop, now: Date): Promise<OpenDraw[]> {
  const all = await listActive(db, shop.shopId);
  return all
    .filter((draw) => phaseOf(draw, shop, now) === "open")
    .map(({ handle, terms: { kind, title, until } }) => ({ handle, kind, title, until }));
}
