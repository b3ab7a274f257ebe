import { z } from "zod";

import type { CalendarDay } from "../../lib/time.ts";
import { wholeOf } from "../../lib/typed-number.ts";
import { isHoliday } from "./holidays.ts";
import { never, type IsRest } from "./quiet-hours.ts";

/** How much advertising a shop sends, and on which days not. Emails about a customer's own reward are none of it. */
export type SendingRules = {
  /** Hours between two to the same customer, whatever they are about; 0: no such rule. */
  capHours: number;
  /** At most so many to a customer in seven days; null: no such rule. */
  capPerWeek: number | null;
  /** At most so many in a day of the shop; null: no limit. */
  dailyLimit: number | null;
  /** Whether nothing leaves on Sundays, and on public holidays of the recipient's country. */
  restSundays: boolean;
  restHolidays: boolean;
  /** § 7 (3) UWG: since when buyers are told that they may object; null where the merchant has not said that its four conditions are met. */
  existingCustomersSince: Date | null;
};

export const DEFAULT_RULES: SendingRules = {
  ...{ capHours: 16, capPerWeek: null, dailyLimit: null },
  ...{ restSundays: false, restHolidays: false, existingCustomersSince: null },
};

/** Columns of sending_rules; all null for a shop that has not saved anything. */
export type RulesRow = {
  cap_hours: number | null;
  cap_per_week: number | null;
  daily_limit: number | null;
  rest_sundays: boolean | null;
  rest_holidays: boolean | null;
  existing_customers_since: Date | null;
};

export function rulesOf(row: RulesRow | null): SendingRules {
  return {
    capHours: row?.cap_hours ?? DEFAULT_RULES.capHours,
    ...{ capPerWeek: row?.cap_per_week ?? null, dailyLimit: row?.daily_limit ?? null },
    ...{ restSundays: row?.rest_sundays ?? false, restHolidays: row?.rest_holidays ?? false },
    existingCustomersSince: row?.existing_customers_since ?? null,
  };
}

/** The checks of sending_rules say the same. */
export const LEAST = { capHours: 0, capPerWeek: 1, dailyLimit: 1 } as const;
export const MOST = { capHours: 168, capPerWeek: 50, dailyLimit: 1_000_000 } as const;

/** The days on which nothing leaves for somebody in a country. */
export function restDays({ restSundays, restHolidays }: SendingRules, countryCode: string | null): IsRest {
  if (!restSundays && !restHolidays) return never;
  return (day) => (restSundays && weekdayOf(day) === 0) || (restHolidays && countryCode !== null && isHoliday(day, countryCode));
}

const weekdayOf = ({ year, month, day }: CalendarDay) => new Date(Date.UTC(year, month - 1, day)).getUTCDay();

export type SendingField = keyof typeof MOST;
export type SendingErrors = Partial<Record<SendingField, "whole" | "range"> & Record<"existingCustomers", "all-four">>;
/** `existingCustomers`: all of `conditions` are ticked. Since when is not for a form to say. */
export type ParsedRules =
  | { ok: true; rules: Omit<SendingRules, "existingCustomersSince">; existingCustomers: boolean }
  | { ok: false; errors: SendingErrors };

/** What § 7 (3) UWG asks for, each of which a merchant must say: the address came with a sale; similar goods of their own; no objection; told when buying and each time. */
export const conditions = ["fromSale", "similarGoods", "noObjection", "toldOfRight"] as const;
export type Condition = (typeof conditions)[number];

const toggle = z.literal("on").optional().catch(undefined);

/** What a form says; an empty number means no such rule. */
export function parseRules(form: FormData): ParsedRules {
  const errors: SendingErrors = {};
  const number = (field: SendingField): number | null => {
    const typed = z.string().catch("").parse(form.get(field)).trim();
    if (typed === "") return null;
    const whole = Number(wholeOf(typed) ?? Number.NaN);
    if (Number.isNaN(whole)) errors[field] = "whole";
    else if (whole < LEAST[field] || whole > MOST[field]) errors[field] = "range";
    return whole;
  };
  const rules = {
    ...{ capHours: number("capHours") ?? 0, capPerWeek: number("capPerWeek"), dailyLimit: number("dailyLimit") },
    restSundays: toggle.parse(form.get("restSundays")) === "on",
    restHolidays: toggle.parse(form.get("restHolidays")) === "on",
  };
  const met = conditions.filter((condition) => form.get(condition) === "on").length;
  if (met > 0 && met < conditions.length) errors.existingCustomers = "all-four";
  return Object.keys(errors).length === 0 ? { ok: true, rules, existingCustomers: met > 0 } : { ok: false, errors };
}
