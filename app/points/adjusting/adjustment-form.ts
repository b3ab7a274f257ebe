import { wholeOf } from "../../lib/typed-number.ts";

/** More than this by hand is a slip of the keyboard. */
export const ADJUSTMENT_LIMIT = 1_000_000n;
export const REASON_LIMIT = 200;

export type AdjustmentIssue =
  "required" | "not-a-number" | "zero" | "too-large" | "too-long" | "insufficient-points" | "another-posted";
export type AdjustmentErrors = { points?: AdjustmentIssue; reason?: AdjustmentIssue; publicReason?: AdjustmentIssue };
/** What is done to whoever is meant. */
export type AdjustmentDeed = {
  points: bigint;
  reason: string;
  /** What customers read of it; null: only that the shop has adjusted their points. */
  publicReason: string | null;
  /** Whether the points count for the tier. */
  affectsTier: boolean;
};
export type AdjustmentInput = AdjustmentDeed & {
  key: string;
  /** Whether the customer gets an email about it. */
  tell: boolean;
};
/** What the page is told. `count`: how many points there are to take away, or were posted by the same form before. */
export type AdjustmentAnswer = { ok: true; points: bigint } | { ok: false; errors: AdjustmentErrors; count: bigint };
export type ParsedAdjustment = { ok: true; input: AdjustmentInput } | { ok: false; errors: AdjustmentErrors };

// A minus as people type it, also U+2212.
const SIGNED = /^([+\-−])?(.*)$/s;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A merchant's adjustment as the form sends it. The key was made with the form, so that a double click is one adjustment.
 * @throws Response 400 for a key that no form of ours has
 */
export function parseAdjustment(form: FormData): ParsedAdjustment {
  const key = fieldOf(form, "key");
  if (!UUID.test(key)) throw new Response("The form has no valid key", { status: 400 });
  const read = parseDeed(form);
  return read.ok ? { ok: true, input: { ...read.deed, key, tell: fieldOf(form, "tell") === "true" } } : read;
}

/** The fields that adjusting one customer and adjusting many have in common. */
export function parseDeed(form: FormData): { ok: true; deed: AdjustmentDeed } | { ok: false; errors: AdjustmentErrors } {
  const points = parsePoints(fieldOf(form, "points"));
  const reason = fieldOf(form, "reason");
  const publicReason = fieldOf(form, "publicReason");
  const errors: AdjustmentErrors = {};
  if (typeof points !== "bigint") errors.points = points;
  if (reason === "") errors.reason = "required";
  else if (reason.length > REASON_LIMIT) errors.reason = "too-long";
  if (publicReason.length > REASON_LIMIT) errors.publicReason = "too-long";
  if (typeof points !== "bigint" || Object.keys(errors).length > 0) return { ok: false, errors };
  const affectsTier = fieldOf(form, "affectsTier") === "true";
  return { ok: true, deed: { points, reason, publicReason: publicReason === "" ? null : publicReason, affectsTier } };
}

/** Signed points as a merchant types them. */
function parsePoints(text: string): bigint | AdjustmentIssue {
  if (text === "") return "required";
  const [, sign, typed = ""] = SIGNED.exec(text) ?? [];
  const digits = wholeOf(typed);
  if (digits === null) return "not-a-number";
  const size = BigInt(digits);
  if (size === 0n) return "zero";
  if (size > ADJUSTMENT_LIMIT) return "too-large";
  return sign === "-" || sign === "−" ? -size : size;
}

/** A field without the blanks around it, and without NUL, which PostgreSQL cannot store. */
export function fieldOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.replaceAll("\0", "").trim() : "";
}
