import { describe, expect, it } from "vitest";

import { compareVariants, variantOf } from "../../../app/insights/lift/variants.ts";

const figures = (sent: number, clicks: number, orders: number) => ({
  ...{ sent, clicks, orders, revenueMinor: 0n, reached: 1 },
  ...{ delivered: sent, unsubscribed: 1, complained: 2 },
});
const way = (sent: number, clicks: number, orders: number) => variantOf([figures(sent, clicks, orders)]);

describe("two ways of a split (issue 9, A/B)", () => {
  it("are not judged before as many emails have left as were needed from the start, however great the difference", () => {
    const verdicts = compareVariants(way(3_800, 3_000, 900), way(3_800, 10, 10), 50);
    expect(verdicts).toMatchObject({ clicks: { kind: "too-early", have: 7_600 }, orders: { kind: "too-early", have: 7_600 } });
    const needed = verdicts?.clicks.kind === "too-early" ? verdicts.clicks.needed : 0;
    // What was found so far does not move the mark.
    expect(compareVariants(way(3_800, 1, 0), way(3_800, 0, 0), 50)?.clicks).toMatchObject({ needed });
    const half = Math.ceil(needed / 2);
    expect(compareVariants(way(half, 500, 1), way(half, 300, 1), 50)).toMatchObject({
      ...{ clicks: { kind: "told" }, orders: { kind: "too-early" } },
    });
  });

  it("are judged by the goal of the flow, too, however clicks and orders stand", () => {
    const by = (reached: number) => variantOf([{ ...figures(20_000, 100, 50), reached }]);
    const told = compareVariants(by(2_000), by(1_000), 50)?.reached;
    expect(told).toMatchObject({ kind: "told", difference: 0.05 });
    expect(told?.kind === "told" && told.low > 0).toBe(true);
    expect(compareVariants(by(2_000), by(1_000), 50)?.orders).toMatchObject({ difference: 0 });
  });

  it("need more emails where few go one way", () => {
    const needed = (share: number) => {
      const verdict = compareVariants(way(1, 0, 0), way(1, 0, 0), share)?.orders;
      return verdict?.kind === "too-early" ? verdict.needed : 0;
    };
    expect(needed(10)).toBeGreaterThan(2 * needed(50));
  });

  it("are not judged as a series, and say what the provider told only where it told anything", () => {
    expect(compareVariants(variantOf([figures(9_000, 1, 1), figures(9_000, 1, 1)]), way(9_000, 1, 1), 50)).toBeNull();
    expect(way(10, 1, 1)).toMatchObject({ delivered: 10, unsubscribed: 1, complained: 2 });
    expect(variantOf([{ ...figures(10, 1, 1), delivered: null }])).toMatchObject({ delivered: null, complained: null });
    expect(variantOf([figures(10, 3, 1), figures(5, 2, 1)])).toMatchObject({ emails: 2, sent: 15, clicks: 5, orders: 2 });
    // A late figure of an email that left before the figures begin makes no share of more than all.
    expect(compareVariants(way(9_000, 9_500, 1), way(9_000, 9_000, 1), 50)?.clicks).toMatchObject({ difference: 0 });
  });
});
