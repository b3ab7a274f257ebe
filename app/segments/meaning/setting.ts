import type { CalendarDay } from "../../lib/time.ts";

/** What a query's meaning depends on besides the customer: the shop's zone and currency, and today's day in that zone. */
export type Setting = { timeZone: string; currencyDigits: number; today: CalendarDay };
