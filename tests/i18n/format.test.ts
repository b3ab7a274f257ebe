import { describe, expect, test } from "vitest";

import { createFormat } from "../../app/i18n/format.ts";

const berlin = { currency: "EUR", timeZone: "Europe/Berlin" };
const spaces = (text: string) => text.replace(/\u00a0/g, " ");

describe("format", () => {
  const en = createFormat("en", berlin);
  const de = createFormat("de", berlin);

  test("writes money of any size exactly", () => {
    expect(en.money(123_456_789_012_345_678n)).toBe("€1,234,567,890,123,456.78");
    expect(spaces(de.money(-5n))).toBe("-0,05 €");
    expect(createFormat("en", { ...berlin, currency: "JPY" }).money(1_250n)).toBe("¥1,250");
  });

  test("tells days and times in the shop's zone, a day always in one form (merchant 35)", () => {
    const lateEvening = new Date("2026-06-30T22:30:00Z");
    expect(en.date(lateEvening)).toBe("Jul 1, 2026");
    expect(de.date(lateEvening)).toBe("1. Juli 2026");
    expect(de.dateTime(lateEvening)).toBe("1. Juli 2026, 00:30");
    expect(createFormat("en", { ...berlin, timeZone: "America/New_York" }).date(lateEvening)).toBe("Jun 30, 2026");
  });

  test("does not call something nothing", () => {
    expect(en.percent(1 / 2_043)).toBe("< 0.1%");
    expect(en.percent(0)).toBe("0%");
    expect(spaces(de.percent(0.636))).toBe("63,6 %");
  });

  test("signs changes and leaves zero bare", () => {
    expect([en.signed(150n), en.signed(-5n), en.signed(0n)]).toEqual(["+150", "-5", "0"]);
    expect(en.change(0.25)).toBe("+25%");
  });

  test("prints no thin spaces, in which browsers and servers differ", () => {
    const at = new Date("2026-01-02T15:04:05Z");
    for (const { dateTime, date, money, percent } of [en, de, createFormat("fr", berlin)]) {
      expect([dateTime(at), date(at), money(123_456n), percent(0.5)].join("")).not.toMatch(/[\u202f\u2009]/);
    }
  });

  test("says an hour as each language does", () => {
    expect([0, 10, 12, 20].map(en.hour)).toEqual(["12 a.m.", "10 a.m.", "12 p.m.", "8 p.m."]);
    expect(de.hour(10)).toBe("10");
  });
});
