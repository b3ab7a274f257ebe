import type { Db } from "../../db.server.ts";
import { csvLine, instantCell, type Dialect } from "../../lib/csv.ts";
import type { Shop } from "../../shops/shop.ts";
import { listMembers } from "./members.server.ts";
import { memberTabs } from "./tabs.ts";

const PART = 1_000;
/** Part of the file's contract with spreadsheets and scripts, and so English. */
const HEADER = ["customer_id", "name", "email", "standing", "name_there", "link", "invited_at", "removed_at"];

/** Everybody who was invited into a group, as CSV text. */
export async function* membersCsv(db: Db, shop: Shop, groupId: number, dialect?: Dialect): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(HEADER, dialect)}`;
  for (const tab of memberTabs)
    for (let offset = 0; ; offset += PART) {
      const { members, more } = await listMembers(db, shop.shopId, groupId, tab, { limit: PART, offset });
      yield members
        .map(({ customerId, name, email, nameThere, url, joinedAt, removedAt }) =>
          csvLine(
            [customerId, name, email, tab, nameThere, url, instantCell(joinedAt, shop), instantCell(removedAt, shop)],
            dialect,
          ),
        )
        .join("");
      if (!more) break;
    }
}
