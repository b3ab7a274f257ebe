import { z } from "zod";

import { tellBirthday } from "../../actions/shopper/tell-birthday.server.ts";
import { dayText } from "../../i18n/shopper/dates.ts";
import { fillIn, shopperSays, voiceOf, type ShopperLocale } from "../../i18n/shopper/say.ts";
import type { CalendarDay } from "../../lib/time.ts";
import { refusal } from "../answer.ts";
import type { Act } from "../post.server.ts";

const number = z
  .string()
  .regex(/^\d{1,2}$/)
  .transform(Number);
const fieldsSchema = z.object({ month: number, day: number });

/** A shopper tells their birthday. */
export const tellingBirthday: Act<z.output<typeof fieldsSchema>> = {
  schema: fieldsSchema,
  carryOut: async ({ shop, customerId, locale, fields }) => {
    const outcome = await tellBirthday(shop, customerId, fields);
    const voice = voiceOf(shop, locale);
    const { birthdaySaved, birthdayLate } = shopperSays(voice);
    if (outcome.ok) {
      const { firstOn } = outcome;
      return {
        ok: true,
        message: firstOn === null ? birthdaySaved : fillIn(birthdayLate, { date: calendarDay(firstOn, locale) }),
      };
    }
    const date = outcome.reason === "too-soon" ? calendarDay(outcome.from, locale) : "";
    return refusal(voice, outcome.reason, { date });
  },
};

function calendarDay({ year, month, day }: CalendarDay, locale: ShopperLocale): string {
  return dayText(new Date(Date.UTC(year, month - 1, day)), "UTC", locale);
}
