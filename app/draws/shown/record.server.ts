import type { Db } from "../../db.server.ts";
import { csvLine, instantCell, type Dialect } from "../../lib/csv.ts";
import { textIn } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import { faultIn, verifying, type Fault } from "../chance/verify.ts";
import { phaseOf, type Draw } from "../draws.server.ts";
import { listEntries } from "../entries/entries.server.ts";

const PART = 1_000;
/** Part of the file's contract with spreadsheets and scripts, and so English. */
const HEADER = ["number", "entered_at", "customer_id", "roll", "drawn", "given", "prize", "points", "reward_id", "redemption_id"];

/** The record of a draw as CSV text, in the order of its entries; the seed comes with it once it is over. */
export async function* recordCsv(
  db: Db,
  shop: Shop,
  draw: Draw,
  locale: string,
  now: Date,
  dialect?: Dialect,
): AsyncGenerator<string> {
  const { drawId, terms, seedHash } = draw;
  const seed = phaseOf(draw, shop, now) === "over" ? draw.seed : "";
  yield `\uFEFF${csvLine([...HEADER, "seed_sha256", "seed"], dialect)}`;
  for await (const part of inParts(db, shop.shopId, drawId))
    yield part
      .map(({ number, enteredAt, customerId, roll, drawn, prize, points, rewardId, redemptionId }) => {
        const title = terms.prizes.find(({ key }) => key === prize)?.title;
        const named = title === undefined ? null : textIn(title, locale);
        const cells = [
          number,
          instantCell(enteredAt, shop),
          customerId,
          roll,
          drawn,
          prize,
          named,
          points,
          rewardId,
          redemptionId,
        ];
        return csvLine([...cells, seedHash, seed], dialect);
      })
      .join("");
}

/** `entries`: that were looked at. */
export type Verified = { entries: number; fault: Fault | null };

/** Works the whole record out anew, from the seed, the odds and the stock. */
export async function verifyDraw(db: Db, shopId: number, { drawId, seed, seedHash, terms }: Draw): Promise<Verified> {
  const bound = { seed, seedHash, prizes: terms.prizes.map(toBound), fallback: terms.fallback };
  const look = verifying(bound);
  let entries = 0;
  for await (const part of inParts(db, shopId, drawId))
    for (const entry of part) {
      const fault = look(entry);
      if (fault !== null) return { entries, fault };
      entries += 1;
    }
  return { entries, fault: faultIn(bound, []) };
}

const toBound = ({ key, parts, stock }: Draw["terms"]["prizes"][number]) => ({ key, parts, stock });

async function* inParts(db: Db, shopId: number, drawId: number) {
  for (let after = 0; ;) {
    const part = await listEntries(db, shopId, drawId, after, PART);
    const last = part.at(-1);
    if (last === undefined) return;
    yield part;
    after = last.number;
  }
}
