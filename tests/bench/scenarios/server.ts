import { setTimeout as sleep } from "node:timers/promises";

import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import type { WebhookEvent } from "../../sandbox/world/types.ts";
import { startBuiltServer } from "../built-server.ts";
import { perSecond, timed, type Figure, type Measured } from "../figures.ts";
import { measureRoute, measureServer } from "../serve.ts";
import { openShop, type Stage } from "../stage.ts";
import { stockRoute } from "../stock-route.ts";
import { renderWebhooks } from "../webhooks.ts";

const CONNECTIONS = 64;
/** So many that a run sends each only a few times. */
const CUSTOMERS = 300;
const LOOK_EVERY_MS = 50;

/**
 * What production runs, the built server behind real sockets: as a process that only takes webhooks in, and as one that gives them their meaning at the same
 * time. Beside both stands the stock route, which neither stores nor works.
 */
export async function runBuiltServer(stage: Stage, { seconds }: { seconds: number }): Promise<Figure[]> {
  const shop = await openShop(stage.db);
  const webhooks = renderWebhooks(shop.domain, CUSTOMERS, stage.folder);
  const load = { seconds, connections: CONNECTIONS };
  const accepting = await accept(stage, webhooks, seconds);
  const stock = await measureRoute("authenticate.webhook, session in memory, no work", stockRoute(shop.domain), webhooks, load);
  const both = await acceptAndWork(stage, webhooks, seconds);
  return [
    {
      scenario: "Built server, ROLE=web",
      unit: "webhooks",
      app: accepting,
      baselines: [stock],
      notes: [`${CONNECTIONS} connections; ${webhooks.length} webhooks again and again, as new events`],
    },
    {
      scenario: "Built server, both roles in one process",
      unit: "webhooks",
      app: both.app,
      baselines: [stock, accepting],
      notes: [
        `${both.meanwhile} a second were worked on meanwhile; the rest, when none arrived any more, at ${both.afterwards} a second`,
      ],
    },
  ];
}

async function accept(stage: Stage, webhooks: readonly WebhookEvent[], seconds: number): Promise<Measured> {
  const server = await startBuiltServer(stage, "web");
  try {
    const what = "POST /webhooks of the built server";
    const { answered, ...app } = await measureServer(what, server.port, webhooks, { seconds, connections: CONNECTIONS });
    const { waiting } = await count(stage.db);
    if (waiting < answered) throw new Error(`${answered} webhooks were answered, ${waiting} stored`);
    return app;
  } finally {
    await server.stop();
    await sql`truncate webhook_inbox`.execute(stage.db);
  }
}

type Both = { app: Measured; meanwhile: string; afterwards: string };

async function acceptAndWork(stage: Stage, webhooks: readonly WebhookEvent[], seconds: number): Promise<Both> {
  const server = await startBuiltServer(stage, "all");
  try {
    const what = "the same, while it works on them";
    const { result, ms } = await timed(() => measureServer(what, server.port, webhooks, { seconds, connections: CONNECTIONS }));
    const { answered, ...app } = result;
    const meanwhile = await count(stage.db);
    const rest = await timed(() => untilDone(stage.db));
    const { done, failed } = await count(stage.db);
    if (done < answered || failed > 0)
      throw new Error(`Of ${answered} webhooks ${done} were worked on, ${failed} without success`);
    return {
      app,
      meanwhile: perSecond(meanwhile.done, ms).toFixed(0),
      afterwards: perSecond(meanwhile.waiting, rest.ms).toFixed(0),
    };
  } finally {
    await server.stop();
    await sql`truncate webhook_inbox`.execute(stage.db);
  }
}

type Counts = { done: number; waiting: number; failed: number };

async function count(db: Db): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select (count(*) filter (where state = 'done'))::int as done, (count(*) filter (where state = 'pending'))::int as waiting,
      (count(*) filter (where state not in ('done', 'pending')))::int as failed
    from webhook_inbox
  `.execute(db);
  return rows[0] ?? { done: 0, waiting: 0, failed: 0 };
}

async function untilDone(db: Db): Promise<void> {
  while ((await count(db)).waiting > 0) await sleep(LOOK_EVERY_MS);
}
