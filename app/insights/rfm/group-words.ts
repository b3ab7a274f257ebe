import type { PlainKey } from "../../i18n/translate.ts";
import type { RfmGroup } from "./groups.ts";

export const groupNames: Record<RfmGroup, PlainKey> = {
  CHAMPIONS: "rfm.champions",
  LOYAL: "rfm.loyal",
  ACTIVE: "rfm.active",
  NEW: "rfm.new",
  PROMISING: "rfm.promising",
  NEEDS_ATTENTION: "rfm.needsAttention",
  AT_RISK: "rfm.atRisk",
  PREVIOUSLY_LOYAL: "rfm.previouslyLoyal",
  ALMOST_LOST: "rfm.almostLost",
  DORMANT: "rfm.dormant",
  PROSPECTS: "rfm.prospects",
};
