import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { fillCatalog, fillProfiles, fillShop } from "../../support/fill-shop.ts";
import { printFigures, type Figure, type Table } from "../figures.ts";
import { countWhileTyping } from "../insights/counting.ts";
import { pages, served } from "../insights/pages.ts";
import { addSegments, dayGoesBy, fillOthers, oneEvent, wholeShop } from "../insights/segments.ts";
import { figuresAndCohorts, recommendations, refit, scores } from "../insights/worked-out.ts";
import { seconds } from "../latencies.ts";
import { peakOf, tellMemory } from "../memory.ts";
import { withoutIndexes } from "../without-indexes.ts";
import { inTurn } from "../pages/in-turn.ts";
import { NOW, openShop, type Stage } from "../stage.ts";

const FILLED = ["orders", "ledger_entries", "ledger_accounts", "redemptions", "bonus_claims", "members"];

/** One shop whose insights are asked for: what each costs, beside plain SQL that does the same work, and no more than that. */
export async function learnOfShop(stage: Stage, { customers }: { customers: number }): Promise<(Figure | Table)[]> {
  const { db, folder } = stage;
  const shop = await openShop(db);
  const filled = await withoutIndexes(db, ["customers", "customer_names"], async () => [
    ...(await withoutIndexes(db, FILLED, () =>
      inTurn({
        "customers, orders, accounts": () => fillShop(db, shop.shopId, customers, NOW, { orders: 7, lines: 2 }),
        catalog: () => fillCatalog(db, shop.shopId, NOW),
        profiles: () => fillProfiles(db, shop.shopId),
      }),
    )),
    ...(await inTurn({
      analyze: () => sql`analyze`.execute(db),
      segments: async () => {
        await addSegments(db, shop);
        await fillOthers(db, shop, NOW);
      },
    })),
  ]);
  await sql`vacuum analyze`.execute(db);
  const size = await sizeOf(db, shop.shopId);
  const parts: (() => Promise<Figure | Table | Figure[]>)[] = [
    () => wholeShop(db, shop, customers),
    () => refit(db, shop, size.buyers),
    () => scores(db, shop, size.buyers),
    () => figuresAndCohorts(db, shop, size.orders),
    () => recommendations(db, shop, size.orders),
    () => sql`vacuum analyze`.execute(db).then(() => countWhileTyping(db, shop)),
    () => pages(db, shop),
    () => served(stage, shop),
    () => oneEvent(db, shop, customers, folder),
    () => dayGoesBy(db, shop),
  ];
  const figures: (Figure | Table)[] = [];
  for (const part of parts) {
    const before = stage.processor();
    const { result, peak } = await peakOf(stage.memory, part);
    const after = stage.processor();
    const found = [result].flat();
    const used = [after.process - before.process, after.postgres - before.postgres].map(seconds);
    found[0]?.notes.push(
      tellMemory(peak),
      `with what stands beside it, ${used.join(" of this process's processor and ")} of PostgreSQL's`,
    );
    for (const figure of found) {
      figures.push(figure);
      process.stderr.write(`  ${printFigures([figure])}\n`);
    }
  }
  figures[0]?.notes.push(
    `${customers} customers, ${size.orders} orders, ${size.lines} lines; ${filled.map(([name, took]) => `${name} ${took.toFixed(1)} s`).join(", ")}`,
  );
  return figures;
}

async function sizeOf(db: Db, shopId: number): Promise<{ orders: number; buyers: number; lines: number }> {
  const { rows } = await sql<{ orders: number; buyers: number; lines: number }>`
    select count(*)::int as orders, count(distinct customer_id)::int as buyers, sum(jsonb_array_length(snapshot -> 'lines'))::int as lines
    from orders where shop_id = ${shopId}
  `.execute(db);
  return rows[0] ?? { orders: 0, buyers: 0, lines: 0 };
}
