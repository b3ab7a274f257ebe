import type { DraftErrors, NameIssue } from "../../segments/editing/draft.ts";

/** The segment as it is saved. */
export type SavedSegment = { segmentId: number; name: string; query: string; revision: number };

/** What becomes of a save. */
export type EditorAnswer =
  | { ok: true; segmentId: number }
  | { ok: false; reason: "invalid"; errors: DraftErrors }
  | { ok: false; reason: "too-many" | "gone" }
  | { ok: false; reason: "changed"; other: SavedSegment };

/** What becomes of making it a segment of Shopify's own: its id there, or what is wrong, where Shopify says it in Shopify's words. */
export type ShopifyAnswer =
  | { ok: true; segmentId: string }
  | { ok: false; reason: "name"; issue: NameIssue }
  | { ok: false; reason: "refused"; refusals: { of: "name" | "query" | null; says: string }[] }
  | { ok: false; reason: "access" | "unreachable" };
