import { sql, type RawBuilder } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { countCustomers } from "../../lib/counts.server.ts";
import { askWithin } from "../../lib/limited.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { readAnywhere, sampledCustomers } from "../../lib/sample.server.ts";
import { joined } from "../attributes/joins.ts";
import { living, settingOf, type SegmentShop } from "../compiled.server.ts";
import type { WholeQuery } from "../language/query.ts";
import { compile } from "../meaning/compile.ts";
import { joinsOf } from "../meaning/depends.ts";
import { sizeOf, type Counted, type Example, type Size } from "./size.ts";

/** Of a small shop everybody is counted, of a large one first so many; where that takes too long, a few. */
const SMALL = 20_000;
const FIRST = 1_000;
const FEW = 100;
/** Then as many as the time allows, where it does not do for everybody. */
const MOST = 20_000;
const EXAMPLES = 10;
/** While somebody types: an answer about a large shop as a whole, and parts of answers. */
const LIMITS = { small: 1_500, answer: 700, first: 300, few: 250, examples: 350 } as const;
/** Of the time that is left so much is planned with. */
const PLANNED = 0.5;

/** `answerMs`: so long an answer about a large shop may take. */
type Asked = { shop: SegmentShop; query: WholeQuery; now: Date; signal?: AbortSignal; answerMs?: number };
/** With a few of those who meet it. */
type Seen = Counted & { found: bigint[] };

/** How many customers meet a query now, who some of them are, and what share of all that was spent is theirs. Null: even a few of the customers took too long. @throws CutOffError */
export async function askSize(db: Db, asked: Asked): Promise<Size | null> {
  const customers = await countCustomers(db, asked.shop.shopId);
  if (customers > SMALL) return askLarge(db, asked, customers);
  const all = await ask(db, asked, LIMITS.small, (tx) => countAll(tx, asked));
  return all === null ? null : { ...sizeOf(all, null), examples: await examplesOf(db, asked, all, null, LIMITS.examples) };
}

/** A sample comes first: it tells what more of them would take, and is the answer where there is no time for more. */
async function askLarge(db: Db, asked: Asked, customers: number): Promise<Size | null> {
  const ends = performance.now() + (asked.answerMs ?? LIMITS.answer);
  const planned = () => PLANNED * (ends - performance.now());
  const leftMs = () => Math.max(1, Math.floor(ends - performance.now()));
  const some = async (ms: number, many: number) => {
    const began = performance.now();
    const seen = await ask(db, asked, ms, (tx) => countSome(tx, asked, Math.min(1, many / customers)));
    return seen && { seen, many, tookMs: performance.now() - began };
  };
  const first = (await some(LIMITS.first, FIRST)) ?? (await some(LIMITS.few, FEW));
  if (first === null) return null;
  const share = first.many / customers;
  const times = await ask(db, asked, leftMs(), (tx) => timesForAll(tx, asked, share));
  if (times !== null && times * first.tookMs <= planned()) {
    const all = await ask(db, asked, leftMs(), (tx) => countAll(tx, asked));
    if (all !== null) return { ...sizeOf(all, null), examples: await examplesOf(db, asked, all, first.seen.found, leftMs()) };
  }
  const many = Math.min(MOST, Math.floor((first.many * planned()) / first.tookMs));
  const second = many < 2 * first.many ? null : await some(leftMs(), many);
  const { found, ...counted } = (second ?? first).seen;
  return { ...sizeOf(counted, customers), examples: await readPeople(db, asked.shop.shopId, found) };
}

function ask<Result>(db: Db, { signal }: Asked, ms: number, work: (tx: Tx) => Promise<Result>): Promise<Result | null> {
  return askWithin(db, { ms, signal }, async (tx) => {
    await readAnywhere(tx);
    return work(tx);
  });
}

/** How many times as much work as with a share of the customers it is with all of them, by the planner's reckoning. */
async function timesForAll(tx: Tx, asked: Asked, share: number): Promise<number> {
  const cost = async (statement: RawBuilder<unknown>) => {
    const { rows } = await sql<{
      "QUERY PLAN": [{ Plan: { "Total Cost": number } }];
    }>`explain (format json) ${statement}`.execute(tx);
    return rows[0]?.["QUERY PLAN"][0].Plan["Total Cost"] ?? Infinity;
  };
  return (await cost(ofAll(asked))) / (await cost(ofSome(asked, share)));
}

/** One pass over the shop's customers; a condition on them alone is judged as they are read. */
async function countAll(tx: Tx, asked: Asked): Promise<Counted> {
  const { rows } = await ofAll(asked).execute(tx);
  return rows[0] as Counted;
}

/** In groups: sums that filter would judge each customer once for each of them. */
function ofAll({ shop, query, now }: Asked): RawBuilder<Counted> {
  return sql<Counted>`
    select coalesce(sum(many) filter (where held), 0)::int as members, coalesce(sum(many), 0)::int as customers,
      coalesce(sum(spent) filter (where held), 0)::bigint as "spentMinor", coalesce(sum(spent), 0)::bigint as "allMinor"
    from (
      select ${compile(query, settingOf(shop, now))} as held, count(*) as many, sum(c.net_spend_minor) as spent
      from customers c${joined(joinsOf([query]))} where c.shop_id = ${shop.shopId} and ${living} group by 1
    ) judged
  `;
}

async function countSome(tx: Tx, asked: Asked, share: number): Promise<Seen> {
  const { rows } = await ofSome(asked, share).execute(tx);
  const [counted] = rows;
  return { ...(counted as Seen), found: (counted?.found ?? []).map(BigInt) };
}

function ofSome({ shop, query, now }: Asked, share: number): RawBuilder<Counted & { found: bigint[] | null }> {
  return sql<Counted & { found: bigint[] | null }>`
    select count(*) filter (where held)::int as members, count(*)::int as customers,
      coalesce(sum(net_spend_minor) filter (where held), 0)::bigint as "spentMinor", coalesce(sum(net_spend_minor), 0)::bigint as "allMinor",
      (array_agg(customer_id order by customer_id desc) filter (where held))[1:${sql.lit(EXAMPLES)}] as found
    from (
      select c.customer_id, c.net_spend_minor, ${compile(query, settingOf(shop, now))} as held
      from ${sampledCustomers(shop.shopId, share)} part join customers c on c.shop_id = ${shop.shopId} and c.customer_id = part.customer_id${joined(joinsOf([query]))}
      where ${living} offset 0
    ) judged
  `;
}

/** @param found of a sample: if they are enough, nobody is looked for; and if there is no time to */
async function examplesOf(
  db: Db,
  asked: Asked,
  { members }: Counted,
  found: readonly bigint[] | null,
  ms: number,
): Promise<Example[]> {
  if (members === 0) return [];
  if (found === null || found.length < Math.min(EXAMPLES, members)) {
    const read = await ask(db, asked, ms, (tx) => readExamples(tx, asked));
    if (read !== null) return read;
  }
  return readPeople(db, asked.shop.shopId, found ?? []);
}

/** The newest who are meant. */
async function readExamples(tx: Tx, { shop, query, now }: Asked): Promise<Example[]> {
  const { rows } = await sql<Example>`
    select ${person} from customers c${joined(joinsOf([query]))}
    where c.shop_id = ${shop.shopId} and ${living} and ${compile(query, settingOf(shop, now))}
    order by c.customer_id desc limit ${EXAMPLES}
  `.execute(tx);
  return rows;
}

async function readPeople(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Example[]> {
  const { rows } = await sql<Example>`
    select ${person} from customers c where c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)}) order by c.customer_id desc
  `.execute(db);
  return rows;
}

const person: RawBuilder<unknown> = sql`c.customer_id as "customerId", c.first_name as "firstName", c.last_name as "lastName", c.email`;
