import type { NewMessage } from "../../messages/outbox.server.ts";
import { edited } from "../../messages/templates/registry.ts";
import type { About, Flow } from "../planner/flow.ts";
import type { Planned } from "../planner/plan.ts";
import type { StoredRun } from "./store.server.ts";

/** What the planner wants of one run, beside how the run is kept; null: it is not. */
export type Step = { flow: Flow; customerId: bigint; version: number; planned: Planned; stored: StoredRun | null };

/** A step whose run has a row. */
export type Placed = Step & { runId: bigint };

/** What emails of flows are for, as the policy asks, and how they travel. */
export const { purpose: PURPOSE, channel: CHANNEL } = edited["flow-email"];

/**
 * The emails of a run, as the outbox takes them. One that has not been published is not sent; the flow's page says so.
 * @param published which version of each of the shop's emails is sent
 */
export function messagesOf({ flow, customerId, planned, runId }: Placed, published: ReadonlyMap<number, number>): NewMessage[] {
  if (planned.kind === "forget") return [];
  return planned.acts.flatMap(({ step, gift }): NewMessage[] => {
    const version = step.kind === "email" ? published.get(step.emailId) : undefined;
    if (step.kind !== "email" || version === undefined) return [];
    const about = { customerId, flowId: flow.flowId, runId, stepId: step.id, key: `flow:${runId}:${step.id}` };
    const manner = { topic: step.topic, similarGoods: step.similarGoods };
    const { orderId, redemptionId } = planned.run.about;
    const due = dueOf(planned.run.about);
    return [
      {
        ...about,
        ...manner,
        template: "flow-email",
        data: {
          ...{ emailId: step.emailId, version },
          ...(orderId === undefined ? {} : { orderId: String(orderId) }),
          ...(redemptionId === undefined ? {} : { redemptionId: String(redemptionId) }),
          ...due,
          ...(gift === null ? {} : { gift: `flow:${runId}:${gift}` }),
        },
      },
    ];
  });
}

/** What an email says of products that are due (triggers/due.ts), or that a cart holds (checkouts/checkout.ts). */
function dueOf({ products, lines, lastsUntil }: About): Record<string, unknown> {
  if (typeof products !== "string") return {};
  const listed = (list: unknown) => (typeof list !== "string" || list === "" ? [] : list.split(","));
  return {
    ...{ productIds: listed(products), lastsUntil },
    lines: listed(lines).map((line) => {
      const [variantId = "", quantity = ""] = line.split(":");
      return { variantId, quantity: Number(quantity) };
    }),
  };
}

/** The emails that messages of these steps need. */
export function emailIdsOf(steps: readonly Step[]): number[] {
  const acts = steps.flatMap(({ planned }) => (planned.kind === "forget" ? [] : planned.acts));
  return [...new Set(acts.flatMap(({ step }) => (step.kind === "email" ? [step.emailId] : [])))];
}
