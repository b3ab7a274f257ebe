import type { DraftErrors } from "../../segments/editing/draft.ts";

/** The segment as it is saved. */
export type SavedSegment = { segmentId: number; name: string; query: string; revision: number };

/** What becomes of a save. */
export type EditorAnswer =
  | { ok: true; segmentId: number }
  | { ok: false; reason: "invalid"; errors: DraftErrors }
  | { ok: false; reason: "too-many" | "gone" }
  | { ok: false; reason: "changed"; other: SavedSegment };
