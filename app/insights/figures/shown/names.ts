import type { PlainKey } from "../../../i18n/translate.ts";
import type { FigureKey } from "../list.ts";
import type { Behind } from "./behind.ts";

export const figureNames: Readonly<Record<FigureKey, PlainKey>> = {
  retention: "figures.retention",
  churn: "figures.churn",
  repeat: "figures.repeat",
  second: "figures.second",
  orderValue: "figures.orderValue",
  frequency: "figures.frequency",
  returning: "figures.returning",
  value: "figures.value",
  predicted: "figures.predicted",
  members: "figures.membersFigure",
  flows: "figures.flowsFigure",
  liability: "figures.liability",
  nps: "figures.nps",
};

export const behindNames: Readonly<Record<Behind, PlainKey>> = {
  stayed: "figures.behindStayed",
  left: "figures.behindLeft",
  again: "figures.behindAgain",
  once: "figures.behindOnce",
  buyers: "figures.behindBuyers",
  returning: "figures.behindReturning",
  ever: "figures.behindEver",
  expected: "figures.behindExpected",
  members: "figures.behindMembers",
  others: "figures.behindOthers",
  holders: "figures.behindHolders",
  promoters: "figures.behindPromoters",
};
