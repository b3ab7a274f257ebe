import { sql } from "kysely";

import { forecast } from "../../../app/flows/forecast/forecast.server.ts";
import { replay } from "../../../app/flows/forecast/replay.server.ts";
import { readFlows } from "../../../app/flows/runs/read-flows.server.ts";
import { oneEmail, startFlow } from "../../support/flows.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import { fillWithLapsed, NOW, openSendingShop, type Stage } from "../stage.ts";

/** How long it takes to foresee a month and to relive a year. */
export async function foreseeFlow({ db }: Stage, { customers }: { customers: number }): Promise<Figure[]> {
  const shop = await openSendingShop(db);
  await startFlow(db, shop, oneEmail, shop.installedAt);
  await fillWithLapsed(db, shop, customers, [0, 399]);
  const [flow] = await readFlows(db, shop.shopId);
  if (flow === undefined) throw new Error("The shop has a flow");
  const scan = await timed(() =>
    sql`select last_order_at::date, count(*) from customers where shop_id = ${shop.shopId} group by 1`.execute(db),
  );
  let most = process.memoryUsage().rss;
  const onProgress = () => void (most = Math.max(most, process.memoryUsage().rss));
  const all = { ...flow, liveSince: NOW, catchUp: { mode: "all" as const, spreadDays: 10 } };
  const ahead = await timed(() => forecast(db, shop, all, NOW, { onProgress }));
  const before = await timed(() => replay(db, shop, flow, NOW, { onProgress }));
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  return [
    {
      scenario: "Forecast of 30 days",
      unit: "customers",
      app: { what: "everybody who has lapsed is let in", perSecond: perSecond(ahead.result.customers, ahead.ms) },
      baselines: [
        {
          what: "PostgreSQL alone: one count of customers by the day of their last order",
          perSecond: perSecond(customers, scan.ms),
        },
      ],
      notes: [
        `${ahead.result.customers} of ${customers} customers looked at in ${seconds(ahead.ms)}, ${ahead.result.entered} would enter; memory ${Math.round(most / 2 ** 20)} MiB`,
      ],
    },
    {
      scenario: "Replay of 365 days",
      unit: "customers",
      app: { what: "every order of the year relived", perSecond: perSecond(before.result.customers, before.ms) },
      baselines: [
        {
          what: "PostgreSQL alone: one count of customers by the day of their last order",
          perSecond: perSecond(customers, scan.ms),
        },
      ],
      notes: [`${before.result.customers} customers in ${seconds(before.ms)}, ${before.result.entered} would have entered`],
    },
  ];
}
