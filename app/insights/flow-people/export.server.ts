import type { Db } from "../../db.server.ts";
import { csvLine, instantCell, type Dialect } from "../../lib/csv.ts";
import { toDecimal } from "../../lib/money.ts";
import type { Shop } from "../../shops/shop.ts";
import { listFlowPeople, type FlowPerson } from "./people.server.ts";
import type { PeopleQuery } from "./query.ts";

const BATCH = 2_000;
/** Part of the file's contract with spreadsheets and scripts, and so English. */
const header = ["customer_id", "name", "email", "at", "reason", "order", "order_net", "currency"];

/** The list as CSV text (RFC 4180, UTF-8 with byte order mark), batch by batch. */
export async function* exportFlowPeople(
  db: Db,
  shop: Shop,
  flowId: number,
  query: Omit<PeopleQuery, "before">,
  now: Date,
  dialect?: Dialect,
): AsyncGenerator<string> {
  const { currency } = shop;
  yield `\uFEFF${csvLine(header, dialect)}`;
  const lineOf = ({ customerId, name, email, at, reason, order }: FlowPerson) => {
    const net = order === null ? [null, null, null] : [order.name, { decimal: toDecimal(order.netMinor, currency) }, currency];
    return csvLine([customerId, name, email, instantCell(at, shop), reason, ...net], dialect);
  };
  for (let before: bigint | null = null; ;) {
    const rows: FlowPerson[] = await listFlowPeople(db, shop, flowId, { ...query, before }, { now, limit: BATCH });
    yield rows.map(lineOf).join("");
    before = rows.at(-1)?.id ?? before;
    if (rows.length < BATCH) return;
  }
}
