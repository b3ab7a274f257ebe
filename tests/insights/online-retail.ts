import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import type { Counted, Unnamed } from "../../app/insights/figures/tally.ts";
import { dayOf } from "./scores-stage.ts";

const FIRST = dayOf("2010-12-01");
export const LAST = dayOf("2011-12-09");

/** The shop's customers, in pence by day, and its orders without one (tests/fixtures/histories). */
export function readOnlineRetail(): { customers: Counted[]; unnamed: Unnamed[] } {
  const text = gunzipSync(readFileSync("tests/fixtures/histories/online-retail.txt.gz")).toString().trim();
  const customers: Counted[] = [];
  const unnamed: Unnamed[] = [];
  for (const line of text.split("\n")) {
    const [customer, ...days] = line.split(" ");
    const split = days
      .map((entry) => entry.split(":"))
      .map(([day = "", amounts = ""]) => ({ day: FIRST + Number(day), amounts }));
    if (customer === "0")
      for (const { day, amounts } of split) {
        const [orders = 0, revenue = 0] = amounts.split("x").map(Number);
        unnamed.push({ day, orders, revenue });
      }
    else {
      const orders = split.map(({ amounts }) => amounts.split(",").map(Number));
      customers.push({
        history: {
          days: split.map(({ day }) => day),
          spent: orders.map((placed) => placed.reduce((sum, amount) => sum + amount, 0)),
        },
        ...{ counts: orders.map((placed) => placed.length), memberSince: null },
      });
    }
  }
  return { customers, unnamed };
}
