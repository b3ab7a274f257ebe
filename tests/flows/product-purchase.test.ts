import { describe, expect, it } from "vitest";

import { canEnd } from "../../app/flows/definition/definition.ts";
import type { Bought } from "../../app/flows/planner/facts.ts";
import type { Happening } from "../../app/flows/triggers/events.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { email } from "../support/flows.ts";
import { at, factsOf, flowOf, Life } from "./planner-stage.ts";

/** A run ends when what it is about is bought again, and by no other purchase (flows: exits). */
const BEGAN = at("2026-02-01T12:00:00Z");
const LATER = plusMs(BEGAN, DAY_MS);
const steps = [{ kind: "wait" as const, id: "w", wait: { days: 3 } }, email("use")];
const exits = ["product-purchase" as const];

const order = (orderId: string, when: Date, products: string[], kept = products): Bought => ({
  orderId,
  at: when,
  products,
  kept,
});
const END = `end:product-purchase@${LATER.toISOString()}`;

function lastOf(
  event: "order-placed" | "order-delivered" | "product-viewed",
  happening: Happening,
  bought: Bought[],
  began: Bought[] = [],
) {
  const life = new Life(flowOf({ trigger: { kind: "event", event, hours: 1 }, exits, steps }));
  const entersAt = plusMs(BEGAN, 3_600_000);
  life.look(factsOf({ happenings: [happening], bought: began }), entersAt);
  expect(life.runs).toHaveLength(1);
  life.look(factsOf({ happenings: [happening], bought }), LATER);
  return life.log.at(-1);
}

describe("after an order", () => {
  const first = order("1", BEGAN, ["10", "20"]);
  const placed = { kind: "order.placed", key: "order:1", at: BEGAN, data: { orderId: "1" } } as const;

  it.each([
    ["the same product", [first, order("2", LATER, ["30", "20"])], END],
    ["another product", [first, order("2", LATER, ["30"])], undefined],
    ["the same product, and the order was canceled", [first, order("2", LATER, ["20"], [])], undefined],
    ["the same product before", [order("0", plusMs(BEGAN, -DAY_MS), ["20"]), first], undefined],
    ["nothing, after the order itself was given back", [{ ...first, kept: [] }], undefined],
    ["the same product, after the order itself was given back", [{ ...first, kept: [] }, order("2", LATER, ["10"])], END],
    ["the same product, and it was sent back out of its order", [first, order("2", LATER, ["20", "30"], ["30"])], undefined],
    ["what cannot be named any more", [order("1", BEGAN, []), order("2", LATER, [])], undefined],
  ])("bought: %s", (_, bought, last) => {
    const told = lastOf("order-placed", placed, bought, [first]);
    expect(told?.startsWith("end:") === true ? told : undefined).toBe(last);
  });

  it("what was bought while the parcel was on its way is no purchase after it arrived", () => {
    const arrived = { kind: "order.delivered", key: "order:1:delivered", at: BEGAN, data: { orderId: "1" } } as const;
    const placedBefore = { ...first, at: plusMs(BEGAN, -2 * DAY_MS) };
    const meanwhile = order("2", plusMs(BEGAN, -DAY_MS), ["10"]);
    expect(lastOf("order-delivered", arrived, [placedBefore, meanwhile])).not.toBe(END);
    expect(lastOf("order-delivered", arrived, [placedBefore, meanwhile, order("3", LATER, ["10"])])).toBe(END);
  });
});

it("after a visit: one of the products that were looked at", () => {
  const data = { from: BEGAN.toISOString(), products: "10,20", lines: "", checkout: false };
  const visit = { kind: "visit.made", key: "visit:1", at: BEGAN, data } as const;
  expect(lastOf("product-viewed", visit, [order("1", LATER, ["30"])])).not.toBe(END);
  expect(lastOf("product-viewed", visit, [order("1", LATER, ["20"])])).toBe(END);
});

it("is offered where a flow is about products", () => {
  const events = [
    "order-placed",
    "order-delivered",
    "order-refunded",
    "product-viewed",
    "cart-left",
    "customer-created",
    "segment-entered",
  ];
  expect(events.filter((event) => canEnd("product-purchase", { kind: "event", event }))).toEqual(events.slice(0, 5));
  expect(canEnd("product-purchase", { kind: "lapsed" })).toBe(false);
  expect(canEnd("purchase", { kind: "lapsed" })).toBe(true);
});
