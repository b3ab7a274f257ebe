import { sql } from "kysely";

import { csvLine } from "../../lib/csv.ts";
import type { Db } from "../../db.server.ts";

const PART = 1_000;

/** As Judge.me takes reviews in, so that they can be taken along; with the state that each has here. */
const HEADINGS = [
  "title",
  "body",
  "rating",
  "review_date",
  "reviewer_name",
  "reviewer_email",
  "product_id",
  "product_handle",
  "reply",
  "state",
];

type Row = {
  id: bigint;
  title: string;
  body: string;
  rating: number;
  date: string;
  name: string;
  email: string | null;
  productId: string;
  handle: string | null;
  reply: string | null;
  state: string;
};

/** All reviews of a shop, in parts. */
export async function* reviewsCsv(db: Db, shopId: number): AsyncGenerator<string> {
  yield csvLine(HEADINGS);
  for (let after = 0n; ;) {
    const { rows } = await sql<Row>`
      select r.review_id as id, r.title, r.text as body, r.stars as rating, to_char(r.written_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') as date,
        r.author as name, c.email, r.product_id::text as "productId", p.handle, r.reply, r.state
      from reviews r
      left join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
      left join products p on p.shop_id = r.shop_id and p.product_id = r.product_id
      where r.shop_id = ${shopId} and r.review_id > ${after} order by r.review_id limit ${PART}
    `.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield rows
      .map(({ title, body, rating, date, name, email, productId, handle, reply, state }) =>
        csvLine([title, body, rating, date, name, email, productId, handle, reply, state]),
      )
      .join("");
  }
}
