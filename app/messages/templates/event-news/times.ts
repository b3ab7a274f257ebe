import { dayText } from "../../../i18n/shopper/dates.ts";
import type { ShopperLocale } from "../../../i18n/shopper/say.ts";

type Times = { startsAt: Date; endsAt: Date; timeZone: string };

/** From when until when, with the name of the clocks: "18:00–20:00 MEZ"; the last day is named where it is another. */
export function timesText({ startsAt, endsAt, timeZone }: Times, locale: ShopperLocale): string {
  const clock = (named: boolean) =>
    new Intl.DateTimeFormat(locale, {
      ...{ timeZone, hour: "numeric", minute: "2-digit" },
      ...(named ? { timeZoneName: "short" as const } : {}),
    });
  const [first, last] = [dayText(startsAt, timeZone, locale), dayText(endsAt, timeZone, locale)];
  const end = `${first === last ? "" : `${last}, `}${clock(true).format(endsAt)}`;
  return `${clock(false).format(startsAt)}\u2013${end}`;
}
