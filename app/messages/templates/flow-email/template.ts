import { templateOn } from "../template.ts";
import { flowEmailData } from "./data.ts";

/** An email that the merchant edited, sent by a step of a flow. */
export const flowEmail = templateOn({
  purpose: "marketing",
  // Who queues it says what it is about.
  topic: "news",
  data: flowEmailData,
  ofProgram: false,
  needs: {
    points: () => null,
    tier: () => null,
    cheapest: () => null,
    edited: ({ emailId, version, productIds, orderId }) => ({
      emailId,
      version,
      productIds: productIds ?? [],
      orderId: orderId ?? null,
    }),
  },
  outdated({ tier, atRisk, expiring }, facts) {
    if (tier != null && tier.key !== facts.tier.key) return "tier-changed";
    if (atRisk != null && facts.tier.graceUntil === null) return "tier-changed";
    const next = facts.points.account?.expiring ?? null;
    return expiring != null && (next === null || next.at > expiring.at) ? "nothing-expires" : null;
  },
  sample: () => ({ emailId: 1, version: 1 }),
  // The flow is the switch.
  switched: null,
});
