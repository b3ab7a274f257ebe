import { parseJson } from "../lib/json.ts";
import { currencyDigits, toMinor } from "../lib/money.ts";
import { isPictureAddress } from "../lib/web-address.ts";
import { decimalOf, isAmbiguous, wholeOf } from "../lib/typed-number.ts";
import type { Texts } from "../program/rules/texts.ts";
import { rewardDraftSchema, textLocales, type RewardDraft } from "./reward-draft.ts";
import { rewardTermsSchema, type RewardTerms } from "./reward.ts";

export type RewardIssue =
  | "required"
  | "number"
  | "money"
  | "ambiguous"
  | "percent"
  | "too-large"
  | "too-long"
  | "duplicate"
  | "below-minimum"
  | "worth-nothing"
  | "step"
  | "unknown-tier"
  | "unknown-segment"
  | "unknown-product"
  | "picture"
  | "wrong";

/** By field of the form; of steps `steps.0.points`. */
export type RewardErrors = Record<string, RewardIssue>;
export type ParsedReward = { ok: true; terms: RewardTerms } | { ok: false; errors: RewardErrors };

/** What a reward may refer to. */
export type Known = { currency: string; tiers: readonly string[]; segmentIds: readonly number[] };

/**
 * What the form sends: the draft as JSON in the field `reward`.
 * @returns null for what no form of ours sends
 */
export function parseDraft(form: FormData): RewardDraft | null {
  const text = form.get("reward");
  if (typeof text !== "string") return null;
  try {
    return rewardDraftSchema.safeParse(parseJson(text)).data ?? null;
  } catch {
    return null;
  }
}

const TITLE_LIMIT = 100;
const TEXT_LIMIT = 500;
const WHOLE = /^\d{1,9}$/;
const DECIMAL = /^\d{1,9}(\.\d{1,3})?$/;
const PERCENT = /^\d{1,3}(\.\d)?$/;

/** Makes terms of what was typed, or says field by field what is wrong. Fields that the kind does not use are not looked at. */
export function readDraft(draft: RewardDraft, known: Known): ParsedReward {
  const errors: RewardErrors = {};
  const reader = readerOf(known.currency, errors);
  const candidate = {
    kind: draft.kind,
    title: textsOf(draft.titles, "titles", TITLE_LIMIT, errors),
    description: textsOf(draft.descriptions, "descriptions", TEXT_LIMIT, errors),
    picture: pictureOf(draft, errors),
    ...priceOf(draft, reader),
    minSpendMinor: reader.money("minSpend", draft.minSpend, 0),
    validDays: reader.whole("validDays", draft.validDays, null),
    tiers: draft.tiers,
    segmentId: draft.segmentId === "" ? null : Number(draft.segmentId),
    stock: reader.whole("stock", draft.stock, null),
    perCustomer:
      draft.limitTimes.trim() === ""
        ? null
        : { times: reader.whole("limitTimes", draft.limitTimes, null), period: draft.limitPeriod },
    combinesWith: draft.combinesWith,
    collections: ["amount", "slider", "percentage"].includes(draft.kind) ? draft.collections : [],
  };
  if (candidate.title === null) errors["titles"] ??= "required";
  if (draft.tiers.some((tier) => !known.tiers.includes(tier))) errors["tiers"] = "unknown-tier";
  if (candidate.segmentId !== null && !known.segmentIds.includes(candidate.segmentId)) errors["segmentId"] = "unknown-segment";
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const parsed = rewardTermsSchema.safeParse(candidate);
  if (parsed.success) return { ok: true, terms: parsed.data };
  for (const { path, code, message } of parsed.error.issues) errors[fieldOf(path)] ??= issueOf(code, message);
  return { ok: false, errors };
}

function pictureOf({ picture, alts }: RewardDraft, errors: RewardErrors): RewardTerms["picture"] {
  const url = picture.trim();
  if (url === "") return null;
  if (!isPictureAddress(url)) errors["picture"] = "picture";
  return { url, alt: textsOf(alts, "alts", TEXT_LIMIT, errors) };
}

type Reader = {
  /** @param otherwise what an empty field means; undefined: it must be filled in */
  whole: (field: string, text: string, otherwise?: number | null) => number | null;
  money: (field: string, text: string, otherwise?: number) => number;
  percent: (text: string) => number | null;
};

function readerOf(currency: string, errors: RewardErrors): Reader {
  const digits = currencyDigits(currency);
  const fail = <Nothing>(field: string, issue: RewardIssue, nothing: Nothing): Nothing => {
    errors[field] ??= issue;
    return nothing;
  };
  return {
    whole: (field, text, otherwise) => {
      if (text.trim() === "") return otherwise === undefined ? fail(field, "required", null) : otherwise;
      const digits = wholeOf(text) ?? "";
      return WHOLE.test(digits) ? Number(digits) : fail(field, "number", null);
    },
    money: (field, text, otherwise) => {
      if (text.trim() === "") return otherwise === undefined ? fail(field, "required", 0) : otherwise;
      // Amounts of currencies with three decimals are always written with them.
      const sure = digits === 3;
      if (!sure && isAmbiguous(text)) return fail(field, "ambiguous", 0);
      const amount = decimalOf(text, sure) ?? "";
      if (!DECIMAL.test(amount) || (amount.split(".")[1] ?? "").length > digits) return fail(field, "money", 0);
      return Number(toMinor(amount, currency));
    },
    percent: (text) => {
      if (text.trim() === "") return fail("percent", "required", null);
      const share = decimalOf(text, true) ?? "";
      return PERCENT.test(share) ? Number(share) : fail("percent", "percent", null);
    },
  };
}

type Price = Partial<Pick<RewardTerms, "steps" | "slider" | "percent" | "product">> & {
  points: number | null;
  valueMinor: number;
};

function priceOf(draft: RewardDraft, { whole, money, percent }: Reader): Price {
  const price = () => whole("points", draft.points);
  switch (draft.kind) {
    case "amount": {
      if (draft.steps.length === 0) return { points: price(), valueMinor: money("value", draft.value) };
      const steps = draft.steps.map((step, index) => ({
        points: whole(`steps.${index}.points`, step.points) ?? 0,
        valueMinor: money(`steps.${index}.value`, step.value),
      }));
      return { steps, points: steps[0]?.points ?? 0, valueMinor: 0 };
    }
    case "slider": {
      const [minPoints, maxPoints, stepPoints] = [
        whole("minPoints", draft.minPoints) ?? 0,
        whole("maxPoints", draft.maxPoints) ?? 0,
        whole("stepPoints", draft.stepPoints) ?? 0,
      ];
      return { points: price(), valueMinor: money("value", draft.value), slider: { minPoints, maxPoints, stepPoints } };
    }
    case "percentage":
      return { points: price(), valueMinor: 0, percent: percent(draft.percent) };
    case "product":
      return { points: price(), valueMinor: 0, product: draft.product };
    case "store-credit":
    case "gift-card":
      return { points: price(), valueMinor: money("value", draft.value) };
    case "free-shipping":
      return { points: price(), valueMinor: 0 };
    default:
      return draft.kind satisfies never;
  }
}

function textsOf(typed: RewardDraft["titles"], field: string, limit: number, errors: RewardErrors): Texts | null {
  const filled = textLocales.flatMap((locale) => {
    const text = typed[locale].trim();
    if (text.length > limit) errors[`${field}.${locale}`] = "too-long";
    return text === "" ? [] : [[locale, text] as const];
  });
  return filled.length === 0 ? null : Object.fromEntries(filled);
}

const fields: Record<string, string> = {
  title: "titles",
  description: "descriptions",
  valueMinor: "value",
  minSpendMinor: "minSpend",
  perCustomer: "limitTimes",
};

function fieldOf(path: readonly PropertyKey[]): string {
  const [first = "", ...rest] = path.map(String);
  if (first === "slider") return rest[0] ?? "minPoints";
  if (first === "steps") return `steps.${rest[0] ?? 0}.${rest[1] === "valueMinor" ? "value" : "points"}`;
  return fields[first] ?? first;
}

function issueOf(code: string, message: string): RewardIssue {
  if (message === "required" || message === "duplicate" || message === "below-minimum" || message === "worth-nothing")
    return message;
  if (code === "too_big") return "too-large";
  return code === "too_small" ? "required" : "wrong";
}
