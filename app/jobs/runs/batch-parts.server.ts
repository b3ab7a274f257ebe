import type { Batch, BatchKind, BatchPart } from "../../batches/batch.ts";
import type { Tx } from "../../db.server.ts";
import { applyImport } from "../../imports/apply.server.ts";
import { undoImport } from "../../imports/undo.server.ts";
import { adjustMany } from "../../points/adjusting/adjust-many.server.ts";
import { undoMany } from "../../points/adjusting/undo-many.server.ts";
import { awardHistory } from "../../points/orders/award-history.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { followProgram } from "./follow-program.server.ts";

/** How the next part of each kind of run is done. */
export const batchParts: { [Kind in BatchKind]: (tx: Tx, shop: Shop, batch: Batch, now: Date) => Promise<BatchPart> } = {
  "award-history": awardHistory,
  "adjust-many": adjustMany,
  "undo-adjust": undoMany,
  import: applyImport,
  "undo-import": undoImport,
  "follow-program": followProgram,
};
