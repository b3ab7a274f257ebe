import { currencyDigits, toMinor } from "../../lib/money.ts";
import { noteAt, readTexts, readWhole, wrongDays } from "../../lib/typed-fields.ts";
import { decimalOf, isAmbiguous } from "../../lib/typed-number.ts";
import { isPictureAddress } from "../../lib/web-address.ts";
import type { Texts } from "../../program/rules/texts.ts";
import type { Draft } from "./draft.ts";
import { MOST, MOST_DAYS, MOST_MISSES, MOST_POINTS, termsSchema, type Goal, type Terms } from "./terms.ts";

export type Issue =
  | "required"
  | "number"
  | "money"
  | "ambiguous"
  | "too-large"
  | "too-long"
  | "too-small"
  | "day"
  | "before"
  | "long"
  | "begun"
  | "picture"
  | "unknown";

/** By field of the form. */
export type Errors = Partial<Record<keyof Draft, Issue>>;
export type ReadDraft = { ok: true; terms: Terms } | { ok: false; errors: Errors };

/** What an achievement may refer to. */
export type Known = { currency: string; tiers: readonly string[]; segmentIds: readonly number[]; rewardIds: readonly number[] };

/** With what terms that are fixed refer to: that stays when it is gone, and nobody can choose something else. */
export function knownWith(known: Known, { segmentId, rewardId, challenge }: Terms): Known {
  const having = <Id>(ids: readonly Id[], own: Id | null | undefined) => (own == null ? ids : [...ids, own]);
  return {
    ...known,
    tiers: having(known.tiers, challenge?.tier),
    segmentIds: having(having(known.segmentIds, segmentId), challenge?.segmentId),
    rewardIds: having(known.rewardIds, rewardId),
  };
}

const TITLE_LIMIT = 80;
const TEXT_LIMIT = 300;

/** Makes terms of what was typed, or says field by field what is wrong. Fields that the kind does not use are not looked at. */
export function readDraft(draft: Draft, known: Known): ReadDraft {
  const errors: Errors = {};
  const title = textsIn(draft, "titles", TITLE_LIMIT, errors);
  const description = textsIn(draft, "descriptions", TEXT_LIMIT, errors);
  if (title === null) errors.titles ??= "required";
  const url = draft.picture.trim();
  if (url !== "" && !isPictureAddress(url)) errors.picture = "picture";
  const candidate = {
    ...{ kind: draft.kind, title, description, icon: draft.icon, picture: url === "" ? null : { url, alt: null } },
    ...{ goal: draft.goal, target: targetIn(draft, known.currency, errors) },
    only: draft.goal === "products" && draft.only !== "all" ? scopeIn(draft, draft.only, errors) : null,
    segmentId: draft.goal === "segment" ? among("segmentId", draft.segmentId, known.segmentIds, errors) : null,
    points: draft.brings === "points" ? whole("points", draft.points, 1, MOST_POINTS, errors) : 0,
    rewardId:
      draft.brings === "reward" && draft.kind !== "badge" ? among("rewardId", draft.rewardId, known.rewardIds, errors) : null,
    challenge: draft.kind === "challenge" ? challengeIn(draft, known, errors) : null,
    streak: draft.kind === "streak" ? { every: draft.every, misses: missesIn(draft, errors) } : null,
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const parsed = termsSchema.safeParse(candidate);
  if (parsed.success) return { ok: true, terms: parsed.data };
  for (const { path } of parsed.error.issues) errors[fieldOf(String(path[0]))] ??= "unknown";
  return { ok: false, errors };
}

function fieldOf(path: string): keyof Draft {
  return path === "goal" || path === "target" || path === "rewardId" || path === "segmentId" ? path : "titles";
}

function textsIn(draft: Draft, field: "titles" | "descriptions", limit: number, errors: Errors): Texts | null {
  const read = readTexts(draft[field], limit);
  if (read === "required") return null;
  return noteAt<keyof Draft, Issue, Texts>(errors, field, read, {});
}

function targetIn({ goal, target }: Draft, currency: string, errors: Errors): number {
  if (goal === "segment") return 1;
  if (goal !== "spend") return whole("target", target, leastOf(goal), MOST[goal], errors);
  const text = target.trim();
  const digits = currencyDigits(currency);
  if (text === "") return fail(errors, "target", "required");
  if (digits !== 3 && isAmbiguous(text)) return fail(errors, "target", "ambiguous");
  const amount = decimalOf(text, digits === 3) ?? "";
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(amount) || (amount.split(".")[1] ?? "").length > digits)
    return fail(errors, "target", "money");
  const minor = toMinor(amount, currency);
  if (minor < 1n) return fail(errors, "target", "too-small");
  return minor > BigInt(MOST.spend) ? fail(errors, "target", "too-large") : Number(minor);
}

function leastOf(goal: Goal): number {
  return goal === "periods" || goal === "orders-in-year" ? 2 : 1;
}

function scopeIn({ scope }: Draft, of: "tag" | "type" | "collection", errors: Errors): Terms["only"] {
  const value = scope.trim();
  if (value === "") errors.scope = "required";
  else if (value.length > 255) errors.scope = "too-long";
  else if (of === "collection" && !/^[1-9]\d{0,17}$/.test(value)) errors.scope = "unknown";
  return { of, value };
}

function challengeIn(draft: Draft, { tiers, segmentIds }: Known, errors: Errors): NonNullable<Terms["challenge"]> {
  const { from, until, audience, tier, winners } = draft;
  if (audience === "tier" && !tiers.includes(tier)) errors.tier = "unknown";
  Object.assign(errors, wrongDays(draft, MOST_DAYS));
  return {
    ...{ from: from.trim(), until: until.trim(), tier: audience === "tier" ? tier : null },
    segmentId: audience === "segment" ? among("audienceSegment", draft.audienceSegment, segmentIds, errors) : null,
    winners: winners.trim() === "" ? null : whole("winners", winners, 1, 100_000, errors),
  };
}

function missesIn({ misses }: Draft, errors: Errors): number {
  return misses.trim() === "" ? 0 : whole("misses", misses, 0, MOST_MISSES, errors);
}

function whole(field: keyof Draft, text: string, least: number, most: number, errors: Errors): number {
  return noteAt<keyof Draft, Issue, number>(errors, field, readWhole(text, least, most), 1);
}

function among(field: keyof Draft, text: string, ids: readonly number[], errors: Errors): number {
  if (text === "") return fail(errors, field, "required");
  return ids.includes(Number(text)) ? Number(text) : fail(errors, field, "unknown");
}

function fail(errors: Errors, field: keyof Draft, issue: Issue): number {
  errors[field] ??= issue;
  return 1;
}
