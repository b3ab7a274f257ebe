import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { csvLine, instantCell } from "../../lib/csv.ts";
import { toDecimal } from "../../lib/money.ts";
import { listAdvocates } from "../../referrals/links/links.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { isDue } from "../ledger/balance.server.ts";
import type { State } from "../people/state.ts";
import type { System } from "./columns.ts";

const PART = 1_000;
/** Post Affiliate Pro's names of affiliates have at most so many letters. */
const LONGEST_REF = 20;

/** What is handed over to another program, in the columns that it reads (README.md), in parts. Who was erased is nobody to hand over. */
export function handOver(db: Db, shop: Shop, system: System, now: Date): AsyncGenerator<string> {
  switch (system) {
    case "post-affiliate-pro":
      return postAffiliatePro(db, shop, now);
    case "uppromote":
      return upPromote(db, shop);
    case "referralcandy":
      return referralCandy(db, shop);
  }
}

type Row = {
  id: bigint;
  name: string;
  email: string;
  state: State;
  code: string | null;
  recruitedBy: bigint | null;
  appliedAt: Date;
  approvedAt: Date | null;
};

async function* people(db: Db, { shopId }: Shop, states: readonly State[]): AsyncGenerator<Row[]> {
  for (let after = 0n; ;) {
    const { rows } = await sql<Row>`
      select affiliate_id as id, coalesce(name, '') as name, email, state, code, recruited_by as "recruitedBy", applied_at as "appliedAt", approved_at as "approvedAt"
      from affiliates where shop_id = ${shopId} and email is not null and state = any(${states}::text[]) and affiliate_id > ${after}
      order by affiliate_id limit ${PART}
    `.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield rows;
  }
}

/** "Anna Maria", "Berger". */
function namesOf(name: string): [first: string, last: string] {
  const [, first = name, last = ""] = /^(.*\S)\s+(\S+)$/.exec(name) ?? [];
  return [first, last];
}

const userId = (affiliateId: bigint) => affiliateId.toString(36);
const papState: Record<State, string> = { applied: "P", approved: "A", declined: "D", ended: "D" };

/** Two tables in one file: affiliates, and commissions by order. */
async function* postAffiliatePro(db: Db, shop: Shop, now: Date): AsyncGenerator<string> {
  const at = (instant: Date | null) => (instant === null ? "" : `${instantCell(instant, shop) ?? ""}:00`);
  yield csvLine(["[[AFFILIATES]]"]);
  yield csvLine([
    ...[
      "!USERID",
      "!REFID",
      "!USERNAME",
      "!FIRSTNAME",
      "!LASTNAME",
      "!RSTATUS",
      "!DATEINSERTED",
      "!DATEAPPROVED",
      "!DELETED",
      "!PARENTUSERID",
    ],
  ]);
  for await (const rows of people(db, shop, ["applied", "approved", "declined", "ended"]))
    yield rows
      .map(({ id, name, email, state, code, recruitedBy, appliedAt, approvedAt }) =>
        csvLine([
          ...[userId(id), code === null || code.length > LONGEST_REF ? "" : code, email, ...namesOf(name), papState[state]],
          ...[at(appliedAt), at(approvedAt), "N", recruitedBy === null ? "" : userId(recruitedBy)],
        ]),
      )
      .join("");
  yield csvLine([]);
  yield csvLine(["[[COMMISSIONS]]"]);
  yield csvLine([
    ...[
      "!TRANSID",
      "!USERID",
      "!RSTATUS",
      "!RTYPE",
      "!DATEINSERTED",
      "!PAYOUTSTATUS",
      "!COMMISSION",
      "!ORDERID",
      "!TOTALCOST",
      "!TIER",
    ],
  ]);
  let written = 0;
  for await (const rows of commissions(db, shop, now))
    yield rows
      .map(({ affiliateId, order, at: recorded, level, paid, due, minor, net }) => {
        written += 1;
        return csvLine([
          ...[
            `R${written.toString().padStart(7, "0")}`,
            userId(affiliateId),
            paid || due ? "A" : "P",
            "S",
            at(recorded),
            paid ? "P" : "U",
          ],
          ...[
            { decimal: toDecimal(minor, shop.currency) },
            order ?? "",
            { decimal: toDecimal(net, shop.currency) },
            level === 2 ? 2 : 1,
          ],
        ]);
      })
      .join("");
}

type Commission = {
  orderId: bigint;
  affiliateId: bigint;
  /** The order's name; null: what was owed when they were brought along. */
  order: string | null;
  at: Date;
  level: number;
  paid: boolean;
  due: boolean;
  minor: bigint;
  net: bigint;
};

/** What the ledger holds, by order and affiliate: what was paid of it, and what was not. */
async function* commissions(db: Db, { shopId }: Shop, now: Date): AsyncGenerator<Commission[]> {
  for (let after = -1n; ;) {
    const { rows } = await sql<Commission>`
      select e.order_id as "orderId", e.affiliate_id as "affiliateId", o.name as order, coalesce(a.placed_at, min(e.recorded_at)) as at, e.level,
        e.payout_id is not null as paid, bool_and(${isDue(now)}) as due, sum(e.amount_minor)::bigint as minor, coalesce(a.net_minor, 0)::bigint as net
      from (select distinct order_id from commission_entries where shop_id = ${shopId} and order_id > ${after} order by order_id limit ${PART}) p
      join commission_entries e on e.shop_id = ${shopId} and e.order_id = p.order_id
      join affiliates f on f.shop_id = e.shop_id and f.affiliate_id = e.affiliate_id and f.email is not null
      left join affiliate_orders a on a.shop_id = e.shop_id and a.order_id = e.order_id
      left join orders o on o.shop_id = e.shop_id and o.order_id = e.order_id
      group by e.order_id, e.affiliate_id, o.name, a.placed_at, a.net_minor, e.level, e.payout_id is not null
      order by e.order_id, e.affiliate_id, e.level, paid
    `.execute(db);
    const last = rows.at(-1);
    if (last === undefined) {
      const { rows: rest } = await sql<{ orderId: bigint }>`
        select order_id as "orderId" from (select distinct order_id from commission_entries where shop_id = ${shopId} and order_id > ${after} order by order_id limit ${PART}) p
        order by order_id desc limit 1
      `.execute(db);
      // All of a part may be of people who were erased.
      if (rest[0] === undefined) return;
      after = rest[0].orderId;
      continue;
    }
    after = last.orderId;
    yield rows.filter(({ minor }) => minor !== 0n);
  }
}

/** The three columns that UpPromote asks for; it takes exactly those of its sample. */
async function* upPromote(db: Db, shop: Shop): AsyncGenerator<string> {
  yield csvLine(["first_name", "last_name", "email"]);
  for await (const rows of people(db, shop, ["approved"]))
    yield rows.map(({ name, email }) => csvLine([...namesOf(name), email])).join("");
}

/** Customers who have a link of their own to recommend the shop. */
async function* referralCandy(db: Db, { shopId }: Shop): AsyncGenerator<string> {
  yield csvLine(["first_name", "last_name", "email", "locale"]);
  for (let after = 0n; ;) {
    const { rows } = await sql<{ id: bigint; first: string | null; last: string | null; email: string; locale: string | null }>`
      select c.customer_id as id, c.first_name as first, c.last_name as last, c.email, c.locale from customers c
      where c.shop_id = ${shopId} and c.customer_id = ${listAdvocates(shopId)} and c.customer_id > ${after} and c.email is not null
        and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
      order by c.customer_id limit ${PART}
    `.execute(db);
    const end = rows.at(-1);
    if (end === undefined) return;
    after = end.id;
    yield rows.map(({ first, last, email, locale }) => csvLine([first, last, email, locale?.slice(0, 2) ?? null])).join("");
  }
}
