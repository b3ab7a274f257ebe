/** Long work that is done in parts. How each is done: app/jobs/runs/batch-parts.server.ts. */
export const batchKinds = ["award-history", "adjust-many", "undo-adjust", "import", "undo-import", "follow-program"] as const;
export type BatchKind = (typeof batchKinds)[number];
export type BatchState = "waiting" | "running" | "done" | "failed" | "cancelled";

export type Batch = {
  runId: bigint;
  kind: BatchKind;
  /** What was asked for, as JSON; each kind parses its own. */
  spec: unknown;
  state: BatchState;
  /** Where the next part begins; what it counts is the kind's own. */
  cursor: bigint;
  done: number;
  total: number;
  /** What has been done so far, as JSON. */
  result: unknown;
  error: string | null;
  /** `system` or `merchant:<Shopify user id>` */
  createdBy: string;
  createdAt: Date;
  finishedAt: Date | null;
};

/** What a part says of itself. */
export type BatchPart = {
  cursor: bigint;
  /** How far the run is now, all parts together. */
  done: number;
  finished: boolean;
  /** Replaces what was known of the run's result. */
  result: object;
  /** Whose points or tier the part changed. */
  changed: readonly bigint[];
};

/** Whether parts of it are still to be done without anybody asking again. */
export function isOpen(state: BatchState): boolean {
  return state === "waiting" || state === "running";
}
