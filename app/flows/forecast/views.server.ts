import { sql } from "kysely";

import type { Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { readRecipients } from "../../messages/sending/claim-facts.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Flow } from "../planner/flow.ts";
import { CHANNEL } from "../runs/messages-of.ts";
import { lookBackOf } from "../runs/look-back.ts";
import { readFacts, readPeople } from "../runs/read-facts.server.ts";
import { readDefinitions } from "../runs/read-flows.server.ts";
import { readRuns } from "../runs/store.server.ts";
import type { Standing, StandingEmail, View } from "../simulation/world.ts";

/** A customer as known now, with what is under way in a flow. */
export type Seen = { view: View; standing: Standing };

/** What the planner and the policy would be told about these customers now, read by what tells them in life; of a customer that is not there, nothing. */
export async function readSeen(
  tx: Tx,
  shop: Shop,
  flow: Flow,
  customerIds: readonly bigint[],
  now: Date,
): Promise<Map<bigint, Seen>> {
  const { shopId } = shop;
  const people = await readPeople(tx, shopId, customerIds);
  const runs = (await readRuns(tx, shopId, customerIds)).filter(({ flowId }) => flowId === flow.flowId);
  const definitionOf = await readDefinitions(tx, shopId, runs);
  const going = runs.filter(({ state }) => state !== "ended");
  const followed = going.map(({ flowId, version }) => definitionOf(flowId, version)).filter((one) => one !== null);
  const facts = await readFacts(tx, shop, people, [...new Set([flow.definition, ...followed])], lookBackOf(runs), now);
  const recipients = await readRecipients(tx, shopId, CHANNEL, customerIds, now);
  const emails = await readEmails(tx, shopId, flow.flowId, customerIds);
  const byCustomer = Map.groupBy(runs, ({ customerId }) => customerId);
  const seen = new Map<bigint, Seen>();
  for (const person of facts) {
    const { customerId } = person;
    const recipient = recipients.get(customerId);
    if (recipient === undefined) continue;
    const { recentMarketing, ...policy } = recipient;
    const own = byCustomer.get(customerId) ?? [];
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
    seen.set(customerId, { view: { facts: person, policy }, standing });
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
  const { rows } = await sql<EmailRow>`
    select customer_id as "customerId", run_id as "runId", step_id as "stepId", due_at as "dueAt", expires_at as "expiresAt", reason as "deferredFor", topic, similar_goods as "similarGoods"
    from messages
    where shop_id = ${shopId} and flow_id = ${flowId} and customer_id = any(${ids(customerIds)}) and state = 'queued' and run_id is not null
    order by message_id
  `.execute(tx);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}
