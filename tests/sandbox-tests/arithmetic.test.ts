import fc from "fast-check";
import { describe, expect, it, test } from "vitest";

import * as app from "../../app/lib/arithmetic.ts";
import { gid, idFromGid } from "../../app/lib/gid.ts";
import * as appMoney from "../../app/lib/money.ts";
import * as appTime from "../../app/lib/time.ts";
import { dayAfter, dayIn, dayStart } from "../sandbox/lib/days.ts";
import { gidOf, idOf } from "../sandbox/lib/gid.ts";
import { decimalsOf, toDecimal, toMinor } from "../sandbox/lib/money.ts";
import { floorDiv, greatest, least, roundDiv } from "../sandbox/lib/rounding.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, parseInstant } from "../sandbox/lib/time.ts";

const whole = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
/** Small ones too, so that halves are met. */
const divisor = fc.oneof(fc.bigInt({ min: 1n, max: 12n }), fc.bigInt({ min: 1n, max: 10n ** 12n }));
const currency = fc.constantFrom("EUR", "USD", "CHF", "JPY", "KWD", "HUF", "CLF", "ISK", "XXQ");
const amount = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.stringMatching(/^\d{0,7}$/))
  .map(([negative, units, part]) => `${negative ? "-" : ""}${units}${part === "" ? "" : `.${part}`}`);
const timeZone = fc.constantFrom(
  ...["Europe/Berlin", "America/New_York", "America/Sao_Paulo", "America/Havana", "Africa/Cairo", "Asia/Kathmandu"],
  ...["Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Chatham", "America/Santiago", "Asia/Beirut", "UTC"],
);
const instant = fc.date({ min: new Date("2015-01-01T00:00:00Z"), max: new Date("2035-12-31T00:00:00Z"), noInvalidDate: true });

/** What a function answers, or that it refuses. */
const outcome = (work: () => unknown): unknown => {
  try {
    return work();
  } catch {
    return "refused";
  }
};

describe("the app and its judge compute apart and agree (house A7)", () => {
  it("in whole numbers", () => {
    fc.assert(
      fc.property(whole, divisor, (value, by) => {
        expect(floorDiv(value, by)).toBe(app.floorDiv(value, by));
        expect(roundDiv(value, by)).toBe(app.roundDiv(value, by));
        expect(least(value, by)).toBe(app.minBig(value, by));
        expect(greatest(value, by)).toBe(app.maxBig(value, by));
      }),
      { numRuns: 1_000 },
    );
  });

  it("in money", () => {
    fc.assert(
      fc.property(amount, whole, currency, (text, minor, code) => {
        expect(toMinor(text, code)).toBe(appMoney.toMinor(text, code));
        expect(toDecimal(minor, code)).toBe(appMoney.toDecimal(minor, code));
        expect(toMinor(toDecimal(minor, code), code)).toBe(minor);
      }),
      { numRuns: 1_000 },
    );
  });

  it("in what is no amount", () => {
    for (const text of ["", "12,50", "1e3", ".5", "5.", "--1", " 1", "1.2.3", "NaN"])
      expect([text, outcome(() => toMinor(text, "EUR")), outcome(() => appMoney.toMinor(text, "EUR"))]).toEqual([
        text,
        "refused",
        "refused",
      ]);
  });

  test.each(Intl.supportedValuesOf("currency"))("in the decimals of %s", (code) =>
    expect(appMoney.currencyDigits(code)).toBe(decimalsOf(code)),
  );

  it("in the days of a zone, also where clocks change at midnight", () => {
    fc.assert(
      fc.property(instant, timeZone, (at, zone) => {
        const { year, month, day } = appTime.dayIn(at, zone);
        const date = dayIn(at, zone);
        expect(date).toBe(new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10));
        expect(dayStart(date, zone)).toEqual(appTime.startOfDay(at, zone));
        const next = appTime.addDays({ year, month, day }, 1);
        expect(dayStart(dayAfter(date), zone)).toEqual(appTime.instantIn(next, zone));
      }),
      { numRuns: 300 },
    );
  });

  it("in instants", () => {
    const written = fc.tuple(instant, fc.integer({ min: -14 * 60, max: 14 * 60 }), fc.boolean()).map(([at, offset, colon]) => {
      const wall = new Date(at.getTime() + offset * MINUTE_MS).toISOString().slice(0, -1);
      const two = (value: number) => String(value).padStart(2, "0");
      const size = Math.abs(offset);
      return [at, `${wall}${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${colon ? ":" : ""}${two(size % 60)}`] as const;
    });
    fc.assert(
      fc.property(written, ([at, text]) => {
        expect(parseInstant(text)).toEqual(at);
        expect(parseInstant(text)).toEqual(appTime.parseInstant(text));
        expect(parseInstant(at.toISOString())).toEqual(at);
      }),
    );
    for (const text of ["2026-11-21", "2026-11-21T09:00:00", "tomorrow", "2026-13-01T00:00:00Z", "2026-11-21T09:61:00Z", ""])
      expect([text, outcome(() => parseInstant(text)), outcome(() => appTime.parseInstant(text))]).toEqual([
        text,
        "refused",
        "refused",
      ]);
    // The calendar has no such days: JavaScript moves the first of them on, the judge does not.
    for (const text of ["2026-02-30T00:00:00Z", "2026-11-21T24:00:00Z"])
      expect([text, outcome(() => parseInstant(text))]).toEqual([text, "refused"]);
    expect([MINUTE_MS, HOUR_MS, DAY_MS]).toEqual([appTime.MINUTE_MS, appTime.HOUR_MS, appTime.DAY_MS]);
  });

  it("in global ids", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 9_223_372_036_854_775_807n }), (id) => {
        expect(gidOf("Order", id)).toBe(gid("Order", id));
        expect(idOf(gid("Order", id), "Order")).toBe(idFromGid(gidOf("Order", id), "Order"));
      }),
    );
    expect(idOf("gid://shopify/Customer/1", "Order")).toBeNull();
  });
});
