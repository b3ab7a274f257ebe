import { append, type TimelineEvent } from "../customers/timeline.server.ts";
import type { Db } from "../db.server.ts";
import type { Program } from "../program/rules/rules.ts";
import { textFields, textIn, type Texts } from "../program/rules/texts.ts";
import type { Shop } from "../shops/shop.ts";
import type { Outcome } from "./follow-all.server.ts";
import { appendChanges, type TierChange } from "./qualification/members.server.ts";

/** How changes that no rule explains are told: a floor is brought along or granted, by whom. */
export type Because = { floor: "import" | "granted"; actor: string };

/** Appends what moved to the history of tiers and, of living customers, to the timeline. */
export async function tell(
  tx: Db,
  shop: Shop,
  programs: readonly Program[],
  outcomes: readonly Outcome[],
  because: Because,
  now: Date,
): Promise<void> {
  const moved = outcomes.filter(({ followed }) => followed.moves.length > 0);
  if (moved.length === 0) return;
  const changes = moved.flatMap(({ member: { customerId, mergedInto }, followed }) =>
    followed.moves.map(({ before, tier, at, reason }): TierChange => {
      // A customer may rise, fall and rise again while the clock stands still.
      const key = `tier:${customerId}:${at.getTime()}:${crypto.randomUUID()}`;
      const why = mergedInto !== null ? "merge" : reason === "floor" ? because.floor : reason;
      return { customerId, before, tier, at, reason: why, key };
    }),
  );
  const living = new Set(moved.filter(({ member }) => member.living).map(({ member }) => member.customerId));
  const told = (change: TierChange) => living.has(change.customerId);
  await record(tx, shop, programs, changes, because.actor, now, told);
}

/** Appends changes to the history of tiers and those that are `told` to the timeline. */
export async function record(
  tx: Db,
  shop: Shop,
  programs: readonly Program[],
  changes: readonly TierChange[],
  actor: string,
  now: Date,
  told: (change: TierChange) => boolean = () => true,
): Promise<void> {
  await appendChanges(tx, shop.shopId, changes);
  const events = changes.filter(told).map((change) => eventOf(change, shop, programs, actor));
  await append(tx, shop.shopId, events, now);
}

/** The timeline's word for a change, with the names that the levels had then. */
function eventOf(change: TierChange, shop: Shop, programs: readonly Program[], actor: string): TimelineEvent {
  const { customerId, before, tier, at, reason, key } = change;
  const [name, nameBefore] = [nameOf(programs, tier), nameOf(programs, before)];
  const data = {
    ...{ tier, tierName: nameIn(name, shop), ...namesOf("tierName", name) },
    ...{ before, beforeName: nameIn(nameBefore, shop), ...namesOf("beforeName", nameBefore) },
    ...{ reason, actor },
  };
  return { customerId, kind: "tier.changed", key, occurredAt: at, data };
}

/** In the shop's language, and in each that the merchant has named it in. */
function nameIn(name: Texts | string | null, shop: Shop): string | null {
  return name === null || typeof name === "string" ? name : textIn(name, shop.primaryLocale);
}

function namesOf<Field extends string>(field: Field, name: Texts | string | null) {
  return textFields(field, name === null || typeof name === "string" ? {} : name);
}

/** By the latest version that knows the level; of none, its key. */
function nameOf(programs: readonly Program[], tier: string | null): Texts | string | null {
  const levels = programs.flatMap(({ rules }) => rules.tiers?.levels.filter(({ key }) => key === tier) ?? []);
  return levels.at(-1)?.name ?? tier;
}
