import { sql } from "kysely";

import { forecast } from "../../../app/flows/forecast/forecast.server.ts";
import type { Progress } from "../../../app/flows/forecast/in-batches.server.ts";
import { replay } from "../../../app/flows/forecast/replay.server.ts";
import { readFlows } from "../../../app/flows/runs/read-flows.server.ts";
import { oneEmail, startFlow } from "../../support/flows.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import { peakOf, tellMemory } from "../memory.ts";
import { fillWithLapsed, NOW, openSendingShop, type Stage } from "../stage.ts";

/** A shop whose forecast a page waits for. */
const SMALL = 10_000;

/** How long it takes to foresee a month and to relive a year: in a shop whose page waits for it, and in a large one. */
export async function foreseeFlow(stage: Stage, { customers }: { customers: number }): Promise<Figure[]> {
  return [...(await foresee(stage, Math.min(SMALL, customers))), ...(customers > SMALL ? await foresee(stage, customers) : [])];
}

async function foresee({ db, memory }: Stage, customers: number): Promise<Figure[]> {
  const shop = await openSendingShop(db);
  await startFlow(db, shop, oneEmail, shop.installedAt);
  await fillWithLapsed(db, shop, customers, [0, 399]);
  const [flow] = await readFlows(db, shop.shopId);
  if (flow === undefined) throw new Error("The shop has a flow");
  const scan = await timed(() =>
    sql`select last_order_at::date, count(*) from customers where shop_id = ${shop.shopId} group by 1`.execute(db),
  );
  const all = { ...flow, liveSince: NOW, catchUp: { mode: "all" as const, spreadDays: 10 } };
  const works = {
    "Forecast of 30 days": (progress: Progress) => forecast(db, shop, all, NOW, progress),
    "Replay of 365 days": (progress: Progress) => replay(db, shop, flow, NOW, progress),
  };
  const figures: Figure[] = [];
  for (const [scenario, work] of Object.entries(works)) {
    let told = 0;
    const onProgress = () => {
      told += 1;
    };
    const { result: spent, peak } = await peakOf(memory, () =>
      timed<{ customers: number; entered: number }>(() => work({ onProgress })),
    );
    const { result, ms, cpuMs } = spent;
    const shown = `${result.customers} of ${customers} customers looked at in ${(ms / 1_000).toFixed(1)} s, ${result.entered} would enter`;
    figures.push({
      scenario: `${scenario} in a shop of ${customers.toLocaleString("en")}`,
      unit: "customers",
      app: { what: "whoever may be concerned, one by one", perSecond: perSecond(result.customers, ms) },
      baselines: [
        {
          what: "PostgreSQL alone: one count of customers by the day of their last order",
          perSecond: perSecond(customers, scan.ms),
        },
      ],
      notes: [
        `${shown}; progress told ${told} times; ${Math.round((1_000 * cpuMs) / result.customers)} µs of this process each`,
        tellMemory(peak),
      ],
    });
  }
  return figures;
}
