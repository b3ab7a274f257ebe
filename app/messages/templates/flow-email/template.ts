import type { Edited } from "../../content/store/edited.ts";
import { templateOn } from "../template.ts";
import { flowEmailData } from "./data.ts";

/** Whether an email tells a code, in any of its languages: the compiler has written the variable's name, or a link that carries it. */
function tellsCode(edited: Edited | null): boolean {
  return Object.values(edited?.compiled ?? {}).some(
    ({ subject, text, links }) =>
      /\{[{%][^}]*\bcode\b/.test(`${subject} ${text}`) ||
      links.some((link) => link.to === "place" && link.place === "shop-with-code"),
  );
}

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
    friend: () => null,
    gift: ({ gift, redemptionId }) => (gift != null ? { intent: gift } : redemptionId != null ? { redemptionId } : null),
    survey: ({ emailId, version }) => ({ emailId, version }),
    edited: ({ emailId, version, productIds, orderId }) => ({
      emailId,
      version,
      productIds: productIds ?? [],
      orderId: orderId ?? null,
    }),
  },
  pending: (_, { gift, edited }) => gift?.state === "making" && tellsCode(edited),
  outdated({ tier, atRisk, expiring }, facts) {
    if (facts.gift?.state === "gone" && tellsCode(facts.edited)) return "reward-gone";
    if (tier != null && tier.key !== facts.tier.key) return "tier-changed";
    if (atRisk != null && facts.tier.graceUntil === null) return "tier-changed";
    if (facts.survey !== "open") return facts.survey === "closed" ? "survey-closed" : "asked-lately";
    const next = facts.points.account?.expiring ?? null;
    return expiring != null && (next === null || next.at > expiring.at) ? "nothing-expires" : null;
  },
  sample: () => ({ emailId: 1, version: 1 }),
  // The flow is the switch.
  switched: null,
});
