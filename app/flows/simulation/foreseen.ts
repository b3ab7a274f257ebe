import type { Act } from "../planner/advance.ts";
import type { EndReason } from "../planner/flow.ts";

type Of = { at: Date; flowId: number; occasion: string };
type OfStep = Of & { stepId: string };

/** Something that a simulation foresees, at the instant at which it happens. */
export type Foreseen =
  /** A run begins. Who is held out goes the same way, and gets nothing. */
  | (Of & { kind: "entered"; holdout: boolean })
  /** An occasion came, and got no run. */
  | (Of & { kind: "refused"; reason: EndReason })
  | (OfStep & { kind: "queued" })
  | (OfStep & { kind: "deferred"; until: Date; reason: string })
  | (OfStep & { kind: "sent" })
  | (OfStep & { kind: "dropped"; reason: string })
  /** An email that was overdue is not queued. */
  | (OfStep & { kind: "skipped"; reason: "overtaken" | "too-late" })
  /** Given at `at`; `dueAt` is earlier where nobody looked before. */
  | (OfStep & { kind: "effect"; dueAt: Date; step: Exclude<Act["step"], { kind: "email" }> })
  | (Of & { kind: "ended"; reason: EndReason });
