import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import { readAccounts, type Account } from "../../points/accounts.server.ts";
import type { ProgramRules } from "../../program/rules/rules.ts";
import { currentProgram } from "../../program/versions.server.ts";
import { getShop } from "../../shops/shops.server.ts";
import type { CheapestReward } from "../mails/mail-values.ts";
import { isHandedOut, mailDataSchemas } from "../mails/mail-data.ts";
import { isPointsMail, readSwitches } from "../points-mails.ts";
import type { OutdatedReason } from "../policy.ts";
import type { ClaimedMessage } from "./claimed-message.ts";

/** What a mail about points rests on, as it is now. `outdated`: why it should not leave any more. */
export type Current = {
  account: Account | null;
  rules: ProgramRules | null;
  /** What the fewest points buy, whether the customer has them or not; null where that is nothing, or nobody asked. */
  cheapest: CheapestReward | null;
  outdated: OutdatedReason | null;
};

/** What the cheapest reward is for each of these customers: told by who sends, for rewards stand above messages. */
export type RewardsInReach = (db: Db, shopId: number, customerIds: readonly bigint[]) => Promise<Map<bigint, CheapestReward>>;

/** Where nobody tells, mails say nothing of what points can buy. */
export const nothingInReach: RewardsInReach = () => Promise.resolve(new Map<bigint, CheapestReward>());

/** Reads anew what may have changed since each message was queued. Only messages about points have something to read. */
export async function readCurrent(
  tx: Tx,
  messages: readonly ClaimedMessage[],
  now: Date,
  inReach: RewardsInReach,
): Promise<Map<bigint, Current>> {
  const about = messages.filter(({ template }) => isPointsMail(template));
  if (about.length === 0) return new Map();
  const rows = await readRows(tx, about);
  const balances = await readBalances(tx, about, now, inReach);
  return new Map(
    about.map((message) => {
      const { shopId, customerId, messageId } = message;
      const { rules = null, accounts, cheapest } = balances.get(shopId) ?? {};
      const account = accounts?.get(customerId) ?? null;
      return [
        messageId,
        {
          account,
          rules,
          cheapest: cheapest?.get(customerId) ?? null,
          outdated: outdatedFor(message, rows.get(messageId), account),
        },
      ];
    }),
  );
}

type Row = {
  message_id: bigint;
  points_mails: unknown;
  tier: string | null;
  grace_until: Date | null;
  redemption_state: string | null;
};

async function readRows(tx: Tx, messages: readonly ClaimedMessage[]): Promise<Map<bigint, Row>> {
  const keys = messages.map(({ shopId, messageId, customerId, data }) => ({
    ...{ shop_id: shopId, message_id: messageId, customer_id: customerId },
    redemption_id: rewardOf(data),
  }));
  const { rows } = await sql<Row>`
    select k.message_id, st.points_mails, m.tier, m.grace_until, r.state as redemption_state
    from ${recordset(keys)} as k(shop_id int, message_id bigint, customer_id bigint, redemption_id bigint)
    left join shop_settings st on st.shop_id = k.shop_id
    left join members m on m.shop_id = k.shop_id and m.customer_id = k.customer_id
    left join redemptions r on r.shop_id = k.shop_id and r.redemption_id = k.redemption_id
  `.execute(tx);
  return new Map(rows.map((row) => [row.message_id, row]));
}

const rewardSchema = mailDataSchemas["reward-issued"].pick({ redemptionId: true });

function rewardOf(data: unknown): bigint | null {
  return rewardSchema.safeParse(data).data?.redemptionId ?? null;
}

type Balances = { rules: ProgramRules; accounts: Map<bigint, Account>; cheapest: Map<bigint, CheapestReward> };

async function readBalances(
  tx: Tx,
  messages: readonly ClaimedMessage[],
  now: Date,
  inReach: RewardsInReach,
): Promise<Map<number, Balances>> {
  const found = new Map<number, Balances>();
  const told = messages.filter(({ template }) => template === "points-expiring" || template === "points-digest");
  for (const [shopId, own] of Map.groupBy(told, (message) => message.shopId)) {
    const shop = await getShop(tx, shopId);
    const customerIds = [...new Set(own.map(({ customerId }) => customerId))];
    const { rules } = await currentProgram(tx, shopId, now);
    const accounts = await readAccounts(tx, shop, customerIds, now);
    found.set(shopId, { rules, accounts, cheapest: await inReach(tx, shopId, customerIds) });
  }
  return found;
}

function outdatedFor({ template, data }: ClaimedMessage, row: Row | undefined, account: Account | null): OutdatedReason | null {
  if (!isPointsMail(template)) return null;
  if (!readSwitches(row?.points_mails)[template]) return "mail-off";
  switch (template) {
    case "reward-issued": {
      // What is handed out at once counts as used from then on, and its mail has the only code of a gift card.
      const there = isHandedOut(mailDataSchemas[template].safeParse(data).data?.kind) ? "used" : "issued";
      return row?.redemption_state === there ? null : "reward-gone";
    }
    case "reward-expiring":
      return row?.redemption_state === "issued" ? null : "reward-gone";
    case "points-expiring": {
      // An order since then may have moved the day: then another warning comes when it is near.
      const then = mailDataSchemas[template].safeParse(data).data?.expiresAt;
      const next = account?.expiring;
      return next !== null && next !== undefined && (then === undefined || next.at <= then) ? null : "nothing-expires";
    }
    case "tier-reached":
      return sameTier(mailDataSchemas[template].safeParse(data).data?.tierKey, row) ? null : "tier-changed";
    case "tier-at-risk":
      return row?.grace_until !== null && sameTier(mailDataSchemas[template].safeParse(data).data?.tierKey, row)
        ? null
        : "tier-changed";
    case "reward-released":
    case "points-digest":
      return null;
  }
}

/** Facts that cannot be read are rendering's to report. */
function sameTier(tierKey: string | undefined, row: Row | undefined): boolean {
  return tierKey === undefined || row?.tier === tierKey;
}
