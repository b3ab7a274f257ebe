import { expect, it } from "vitest";

import { currencyDigits, formatMoney, toMinor } from "../../app/lib/money.ts";

/** With ordinary spaces. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");

it("keeps the decimals of a currency that people write without them (house A7)", () => {
  expect(currencyDigits("HUF")).toBe(2);
  expect(toMinor("1234.56", "HUF")).toBe(123_456n);
  expect(plain(formatMoney(123_456n, "HUF", "en"))).toBe("HUF 1,234.56");
  expect(plain(formatMoney(123_400n, "HUF", "en"))).toBe("HUF 1,234");
  expect(plain(formatMoney(123_400n, "EUR", "en"))).toBe("€1,234.00");
  expect(plain(formatMoney(-1n, "KWD", "en"))).toBe("-KWD 0.001");
});
