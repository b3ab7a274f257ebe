import { AppProvider } from "@shopify/polaris";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it, test } from "vitest";

import { plotOf } from "../../app/components/charts/axes.tsx";
import { BarChart } from "../../app/components/charts/bar-chart.tsx";
import { spotAfter, spotAt, tableOf, type ChartProps, type Spot } from "../../app/components/charts/chart.ts";
import { HeatMap, inkOn } from "../../app/components/charts/heat-map.tsx";
import { LineChart } from "../../app/components/charts/line-chart.tsx";
import { legendRows, lookOf } from "../../app/components/charts/looks.tsx";
import { fileNameOf } from "../../app/components/charts/save-picture.ts";
import { LanguageProvider } from "../../app/components/locale.tsx";

const props: ChartProps = {
  ...{ name: "Revenue", label: "Revenue from March to May: 60 in total", heading: "Month" },
  points: ["Mar", "Apr", "May"].map((short) => ({ short, long: `${short} 2026` })),
  series: [
    { name: "New", values: [10n, 20n, null] },
    { name: "Returned", values: [-5n, 0n, 30n] },
  ],
  write: String,
};

function show(children: ReactElement): string {
  const shop = { name: "Morgenrot", domain: "m.myshopify.com", currency: "EUR", timeZone: "Europe/Berlin", pointsNames: {} };
  return renderToStaticMarkup(
    createElement(AppProvider, { i18n: {}, children: createElement(LanguageProvider, { locale: "en", shop, children }) }),
  );
}

describe("a chart (issue 10, charts)", () => {
  it("has a table that says every value exactly, and a missing one is no nought", () => {
    const most = 9_007_199_254_740_993n;
    const { headings, rows } = tableOf({ ...props, series: [{ name: "Points", values: [most, null, 0n] }] });
    expect(headings).toEqual(["Month", "Points"]);
    expect(rows).toEqual([
      ["Mar 2026", "9007199254740993"],
      ["Apr 2026", "–"],
      ["May 2026", "0"],
    ]);
  });

  it.each([
    ["lines", createElement(LineChart, props)],
    ["bars", createElement(BarChart, props)],
  ])("of %s is one thing for a screen reader: named in words, read out spot by spot, its table beside it", (_kind, chart) => {
    const html = show(chart);
    for (const part of [
      'role="slider"',
      'aria-label="Revenue from March to May: 60 in total"',
      'aria-valuemax="3"',
      'aria-valuetext="Mar 2026: New: 10, Returned: -5"',
      '<svg aria-hidden="true"',
      "Show the table",
      'aria-label="Save as image: Revenue"',
    ])
      expect(html).toContain(part);
  });

  it("of cells shows and says which are not complete", () => {
    const html = show(
      createElement(HeatMap, {
        ...{ name: "Cohorts", label: "Cohorts", heading: "First order", columns: ["0", "1"], running: "still running" },
        rows: [
          {
            name: "March",
            cells: [
              { value: 0.2, text: "20%", running: true },
              { value: 1, text: "100%" },
            ],
          },
        ],
      }),
    );
    expect(html).toContain(">still running</text>");
    expect(html).toContain('aria-valuetext="March, 0: 20% (still running)"');
    expect(html.match(/stroke-dasharray="3 2"/g)).toHaveLength(1);
  });

  it("leads pointer and keys from spot to spot", () => {
    const spots = [0, 1, 2, 3].map((at): Spot => ({
      x: (at % 2) * 10,
      y: at < 2 ? 0 : 10,
      width: 10,
      height: 10,
      told: { title: String(at), lines: [] },
    }));
    expect([spotAt(spots, 0, 0), spotAt(spots, 12, 19), spotAt(spots, 25, 3)]).toEqual([0, 3, null]);
    const from = (key: string, index: number) => spotAfter(key, index, 4, 2);
    expect([from("ArrowRight", 0), from("ArrowDown", 1), from("ArrowUp", 1), from("End", 0), from("Home", 3)]).toEqual([
      1, 3, 1, 3, 0,
    ]);
    expect([from("ArrowRight", 3), from("ArrowLeft", 0)]).toEqual([3, 0]);
    expect(from("Tab", 0)).toBeNull();
  });

  it("has nought on its axis, every value within it, and no text twice", () => {
    const plot = plotOf([-3n, 12n], { width: 300, height: 200, writeTick: String });
    for (const value of [-3, 0, 12]) expect(plot.y(value)).toBeGreaterThanOrEqual(plot.top);
    expect(plot.y(-3)).toBeLessThanOrEqual(plot.bottom);
    const small = plotOf([0, 1], { width: 300, height: 200, writeTick: (value) => value.toFixed(0) });
    expect(new Set(small.ticks.map(({ text }) => text)).size).toBe(small.ticks.length);
    expect(plotOf([0.1, 0.97], { width: 300, height: 200, writeTick: String, most: 1 }).y.domain()[1]).toBe(1);
    expect(plotOf([], { width: 300, height: 200, writeTick: String }).y.domain()).toEqual([0, 1]);
  });

  it("breaks its legend where the width ends", () => {
    const entries = ["One of two", "The other one"].map((name) => ({ name, kind: "area" as const, look: 0 }));
    expect(legendRows(entries, 400).height).toBe(20);
    expect(legendRows(entries, 150).placed.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [0, 20],
    ]);
  });
});

describe("contrast", () => {
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = (
      color.startsWith("#") ? [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)) : []
    ).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string) => {
    const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  it("of every look against white is 3:1 and more, and no two look alike without color (WCAG 1.4.11)", () => {
    const looks = Array.from({ length: 6 }, (_, index) => lookOf(index));
    for (const { color } of looks) expect(contrast(color, "#ffffff")).toBeGreaterThanOrEqual(3);
    expect(new Set(looks.map(({ dash }) => dash)).size).toBe(6);
    expect(new Set(looks.map(({ lines }) => lines)).size).toBe(6);
  });

  it("of text on any ground is 4.5:1 and more (WCAG 1.4.3)", () => {
    for (let level = 0; level < 256; level++) {
      const ground = `#${level.toString(16).padStart(2, "0").repeat(3)}`;
      expect(contrast(inkOn(ground), ground)).toBeGreaterThanOrEqual(4.5);
    }
    expect([inkOn("rgb(11, 79, 158)"), inkOn("rgb(234, 242, 251)")]).toEqual(["#ffffff", "#000000"]);
  });
});

test("a saved picture has a name that every file system takes", () => {
  expect(fileNameOf("Umsatz je Käufer/in: März")).toBe("reprise-umsatz-je-kaufer-in-marz");
});
