import type { Db } from "../../db.server.ts";
import { csvLine, instantCell, type Dialect } from "../../lib/csv.ts";
import type { Shop } from "../../shops/shop.ts";
import { listGuests } from "./registrations.server.ts";

const PART = 1_000;
/** Part of the file's contract with spreadsheets and scripts, and so English. */
const HEADER = ["customer_id", "name", "email", "state", "asked_at", "attended"];

/** Who comes and who waits, as CSV text. */
export async function* guestsCsv(db: Db, shop: Shop, gatheringId: number, dialect?: Dialect): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(HEADER, dialect)}`;
  for (let offset = 0; ; offset += PART) {
    const { guests, more } = await listGuests(db, shop.shopId, gatheringId, { limit: PART, offset });
    yield guests
      .map(({ customerId, name, email, state, askedAt, attended }) =>
        csvLine(
          [customerId, name, email, state, instantCell(askedAt, shop), attended === null ? null : attended ? "yes" : "no"],
          dialect,
        ),
      )
      .join("");
    if (!more) return;
  }
}
