import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { askWithin } from "../../../app/lib/limited.server.ts";
import { living, settingOf } from "../../../app/segments/compiled.server.ts";
import { joined } from "../../../app/segments/attributes/joins.ts";
import { askSize } from "../../../app/segments/editing/ask-size.server.ts";
import { askedBy, readWhole } from "../../../app/segments/language/answers.ts";
import type { WholeQuery } from "../../../app/segments/language/query.ts";
import { compile } from "../../../app/segments/meaning/compile.ts";
import { joinsOf } from "../../../app/segments/meaning/depends.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { timed, type Figure } from "../figures.ts";
import { spread } from "../latencies.ts";
import { NOW } from "../stage.ts";

/** What somebody types, one after the other: what is cheap to tell, and what is not. */
const TYPED = [
  "number_of_orders > 3",
  "number_of_orders > 3 AND amount_spent > 100",
  "number_of_orders > 3 AND amount_spent > 100 AND last_order_date >= -90d",
  "last_order_date < -180d OR number_of_orders = 0",
  "customer_tags CONTAINS 'vip'",
  "points_balance >= 500 AND number_of_orders = 1",
  "our_rfm_group IN ('LOYAL', 'CHAMPIONS')",
  "orders_placed MATCHES (date >= -90d, count >= 2)",
  "products_purchased MATCHES (id IN (40, 41), date >= -365d)",
  "products_purchased NOT MATCHES (id = 40) AND number_of_orders > 1",
];
const TIMES = 4;
/** Nobody waits longer for a baseline. */
const LONGEST_MS = 10_000;

/** Size, share of revenue and examples, as an editor asks for them while somebody types. */
export async function countWhileTyping(db: Db, shop: Shop): Promise<Figure> {
  const [ms, plain]: [number[], number[]] = [[], []];
  const told: string[] = [];
  for (const text of TYPED) {
    const read = readWhole(text, askedBy([]));
    if (!read.ok) throw new Error(`${text} cannot be read: ${JSON.stringify(read.problems)}`);
    const { query } = read;
    const own: number[] = [];
    let members = "nobody knows how many";
    for (let time = 0; time < TIMES; time += 1) {
      const asked = await timed(() => askSize(db, { shop, query, now: NOW }));
      own.push(asked.ms);
      if (asked.result !== null) members = `${asked.result.about ? "about " : ""}${asked.result.members}`;
    }
    const counted = await timed(() => countPlainly(db, shop, query));
    plain.push(counted.ms);
    ms.push(...own);
    const took = counted.result === null ? `over ${LONGEST_MS}` : counted.ms.toFixed(0);
    told.push(`${text}: ${members}, p50 ${spread(own).p50.toFixed(0)} ms; plain ${took} ms`);
    process.stderr.write(`  ${told.at(-1) ?? ""}\n`);
  }
  return {
    ...{ scenario: "Count while typing", unit: "queries" },
    app: { what: "size, share of revenue, examples", ...spread(ms) },
    baselines: [{ what: "plain SQL: how many meet it, all of them counted", ...spread(plain) }],
    notes: told,
  };
}

/** @returns null when it took too long */
function countPlainly(db: Db, shop: Shop, query: WholeQuery): Promise<unknown> {
  return askWithin(db, { ms: LONGEST_MS }, (tx) =>
    sql`
      select count(*) from customers c${joined(joinsOf([query]))} where c.shop_id = ${shop.shopId} and ${living} and ${compile(query, settingOf(shop, NOW))}
    `.execute(tx),
  );
}
