import { sql } from "kysely";

import type { Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { readRecipients } from "../../messages/sending/claim-facts.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Definition } from "../definition/definition.ts";
import type { Flow } from "../planner/flow.ts";
import { lookBackOf, type LookBack } from "../planner/look-back.ts";
import { CHANNEL } from "../runs/messages-of.ts";
import { readFacts, readPeople } from "../runs/read-facts.server.ts";
import { readDefinitions } from "../runs/read-flows.server.ts";
import { readRuns } from "../runs/store.server.ts";
import { nothingStanding, type Standing, type StandingEmail, type View } from "../simulation/world.ts";

/** A customer as known now, with what is under way in a flow. */
export type Seen = { view: View; standing: Standing };

/** What the planner and the policy would be told about these customers now, read by what tells them in life; of a customer that is not there, nothing. */
export async function readViews(
  tx: Tx,
  shop: Shop,
  definitions: readonly Definition[],
  lookBack: ReadonlyMap<bigint, LookBack>,
  customerIds: readonly bigint[],
  now: Date,
  boughtSince?: Date,
): Promise<Map<bigint, { view: View; recentMarketing: readonly Date[] }>> {
  const people = await readPeople(tx, shop.shopId, customerIds);
  const facts = await readFacts(tx, shop, people, definitions, lookBack, now, boughtSince);
  const recipients = await readRecipients(tx, shop.shopId, "flow", CHANNEL, customerIds, now);
  const views = new Map<bigint, { view: View; recentMarketing: readonly Date[] }>();
  for (const person of facts) {
    const recipient = recipients.get(person.customerId);
    if (recipient === undefined) continue;
    const { recentMarketing, ...policy } = recipient;
    views.set(person.customerId, { view: { facts: person, policy }, recentMarketing });
  }
  return views;
}

/** The same, with what is under way in a flow. */
export async function readSeen(
  tx: Tx,
  shop: Shop,
  flow: Flow,
  customerIds: readonly bigint[],
  now: Date,
  boughtSince?: Date,
): Promise<Map<bigint, Seen>> {
  const { shopId } = shop;
  const runs = (await readRuns(tx, shopId, customerIds)).filter(({ flowId }) => flowId === flow.flowId);
  const definitionOf = await readDefinitions(tx, shopId, runs);
  const going = runs.filter(({ state }) => state !== "ended");
  const followed = going.map(({ flowId, version }) => definitionOf(flowId, version)).filter((one) => one !== null);
  const definitions = [...new Set([flow.definition, ...followed])];
  const views = await readViews(tx, shop, definitions, lookBackOf(runs), customerIds, now, boughtSince);
  const byCustomer = Map.groupBy(runs, ({ customerId }) => customerId);
  const emails = await readEmails(tx, shopId, flow.flowId, [...byCustomer.keys()]);
  const seen = new Map<bigint, Seen>();
  for (const [customerId, { view, recentMarketing }] of views) {
    const own = byCustomer.get(customerId);
    if (own === undefined) {
      seen.set(customerId, { view, standing: { ...nothingStanding, recentMarketing } });
      continue;
    }
    const standing: Standing = {
      going: own.flatMap(({ state, flowId, version, dueAt, ...run }) => {
        const definition = definitionOf(flowId, version);
        return state === "ended" || definition === null
          ? []
          : [{ flowId, run: { ...run, phase: state }, definition, dueAt: dueAt ?? now }];
      }),
      past: own.filter(({ state }) => state === "ended"),
      emails: (emails.get(customerId) ?? []).flatMap(({ runId, stepId, ...email }): StandingEmail[] => {
        const run = own.find((one) => one.runId === runId);
        const definition = run === undefined ? null : definitionOf(run.flowId, run.version);
        return run === undefined || definition === null || stepId === null
          ? []
          : [{ ...email, stepId, flowId: run.flowId, run, definition }];
      }),
      recentMarketing,
    };
    seen.set(customerId, { view, standing });
  }
  return seen;
}

type EmailRow = Omit<StandingEmail, "flowId" | "run" | "definition" | "stepId"> & {
  stepId: string | null;
  customerId: bigint;
  runId: bigint;
};

async function readEmails(
  tx: Tx,
  shopId: number,
  flowId: number,
  customerIds: readonly bigint[],
): Promise<Map<bigint, EmailRow[]>> {
  if (customerIds.length === 0) return new Map();
  // What has left has an instant: this leads to the customers' own, not to all that the flow has ever sent.
  const { rows } = await sql<EmailRow>`
    select customer_id as "customerId", run_id as "runId", step_id as "stepId", due_at as "dueAt", expires_at as "expiresAt", reason as "deferredFor", topic, similar_goods as "similarGoods"
    from messages
    where shop_id = ${shopId} and flow_id = ${flowId} and customer_id = any(${ids(customerIds)}) and sent_at is null and state = 'queued' and run_id is not null
    order by message_id
  `.execute(tx);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}
