import { sql, type RawBuilder } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { countCustomers } from "../../lib/counts.server.ts";
import { askWithin } from "../../lib/limited.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { joined } from "../attributes/joins.ts";
import { living, settingOf, type SegmentShop } from "../compiled.server.ts";
import type { WholeQuery } from "../language/query.ts";
import { compile } from "../meaning/compile.ts";
import { joinsOf } from "../meaning/depends.ts";
import { sizeOf, type Counted, type Example, type Size } from "./size.ts";

/** Of a small shop everybody is counted. */
const SMALL = 20_000;
/** Of a large one, where counting everybody takes too long, so many; and where that takes too long, too, a few. */
const SAMPLE = 10_000;
const FEW = 1_000;
const EXAMPLES = 10;
/** While somebody types, no statement runs longer. Those of one answer together stay within two seconds. */
const LIMITS = { small: 1_500, exact: 600, sample: 800, few: 600, examples: 350 } as const;

/** `exactMs`: so long everybody of a large shop is counted before a part has to do. */
type Asked = { shop: SegmentShop; query: WholeQuery; now: Date; signal?: AbortSignal; exactMs?: number };

/** How many customers meet a query now, who some of them are, and what share of all that was spent is theirs. Null: even a part of the customers took too long. @throws CutOffError */
export async function askSize(db: Db, asked: Asked): Promise<Size | null> {
  const ask = <Result>(ms: number, work: (tx: Tx) => Promise<Result>) => askWithin(db, { ms, signal: asked.signal }, work);
  const customers = await countCustomers(db, asked.shop.shopId);
  const isSmall = customers <= SMALL;
  const exact = await ask(isSmall ? LIMITS.small : (asked.exactMs ?? LIMITS.exact), (tx) => countAll(tx, asked));
  if (exact !== null) {
    const size = sizeOf(exact, null);
    const examples = size.members === 0 ? [] : await ask(LIMITS.examples, (tx) => readExamples(tx, asked));
    return { ...size, examples: examples ?? [] };
  }
  if (isSmall) return null;
  const some = (ms: number, sample: number) =>
    ask(ms, async (tx) => {
      const { found, ...counted } = await countSome(tx, asked, Math.ceil(customers / sample));
      return { ...sizeOf(counted, customers), examples: await readPeople(tx, asked.shop.shopId, found) };
    });
  return (await some(LIMITS.sample, SAMPLE)) ?? some(LIMITS.few, FEW);
}

/** One pass over the shop's customers; a condition on them alone is judged as they are read. */
async function countAll(tx: Tx, { shop, query, now }: Asked): Promise<Counted> {
  const { rows } = await sql<Counted>`
    select count(*) filter (where held)::int as members, count(*)::int as customers,
      coalesce(sum(net_spend_minor) filter (where held), 0)::bigint as "spentMinor", coalesce(sum(net_spend_minor), 0)::bigint as "allMinor"
    from (
      select c.net_spend_minor, ${compile(query, settingOf(shop, now))} as held
      from customers c${joined(joinsOf([query]))} where c.shop_id = ${shop.shopId} and ${living}
    ) judged
  `.execute(tx);
  return rows[0] as Counted;
}

/** The same of every so manieth customer, by a hash of their ids, which says nothing about them. @returns with a few who were found */
async function countSome(tx: Tx, { shop, query, now }: Asked, every: number): Promise<Counted & { found: bigint[] }> {
  const { rows } = await sql<Counted & { found: bigint[] | null }>`
    with part as materialized (
      select customer_id from customers where shop_id = ${shop.shopId} and hashint8(customer_id) % ${every}::int = 0
    )
    select count(*) filter (where held)::int as members, count(*)::int as customers,
      coalesce(sum(net_spend_minor) filter (where held), 0)::bigint as "spentMinor", coalesce(sum(net_spend_minor), 0)::bigint as "allMinor",
      (array_agg(customer_id order by customer_id desc) filter (where held))[1:${sql.lit(EXAMPLES)}] as found
    from (
      select c.customer_id, c.net_spend_minor, ${compile(query, settingOf(shop, now))} as held
      from part join customers c on c.shop_id = ${shop.shopId} and c.customer_id = part.customer_id${joined(joinsOf([query]))}
      where ${living}
    ) judged
  `.execute(tx);
  const [counted] = rows;
  return { ...(counted as Counted), found: (counted?.found ?? []).map(BigInt) };
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

async function readPeople(tx: Tx, shopId: number, customerIds: readonly bigint[]): Promise<Example[]> {
  const { rows } = await sql<Example>`
    select ${person} from customers c where c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)}) order by c.customer_id desc
  `.execute(tx);
  return rows;
}

const person: RawBuilder<unknown> = sql`c.customer_id as "customerId", c.first_name as "firstName", c.last_name as "lastName", c.email`;
