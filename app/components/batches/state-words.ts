import type { BatchState } from "../../batches/batch.ts";
import type { PlainKey } from "../../i18n/translate.ts";

export const stateWords: Record<BatchState, PlainKey> = {
  waiting: "pointsTools.stateWaiting",
  running: "pointsTools.stateRunning",
  done: "pointsTools.stateDone",
  failed: "pointsTools.stateFailed",
  cancelled: "pointsTools.stateCancelled",
};
