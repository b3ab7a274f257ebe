import type { Figure } from "../../../insights/flow-people/query.ts";
import type { PlainKey } from "../../../i18n/translate.ts";

/** Figures are called on the list of whom they count as they are where they stand. */
export const figureNames: Record<Figure, PlainKey> = {
  ahead: "flow.waiting",
  inside: "flow.active",
  entered: "flow.entered",
  waiting: "flowSteps.figWaiting",
  sent: "flowSteps.figSent",
  delivered: "flowSteps.figDelivered",
  deferred: "flowSteps.figDeferred",
  "not-sent": "flowSteps.figNotSent",
  clicked: "flowSteps.figClicks",
  unsubscribed: "flowSteps.figUnsubscribed",
  complained: "flowSteps.figComplained",
  ordered: "flowSteps.figOrders",
  reached: "flowSteps.figReached",
};
