import { AppProvider } from "@shopify/polaris";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it, test } from "vitest";

import { FigureGrid, FLOWS_ID } from "../../app/components/figures/figure-grid.tsx";
import { BenchmarksCard, OverviewCard } from "../../app/components/figures/overview-cards.tsx";
import { FlowsCard, MembersCard } from "../../app/components/figures/table-cards.tsx";
import { MonthsCard } from "../../app/components/figures/trend-cards.tsx";
import { LanguageProvider } from "../../app/components/locale.tsx";
import { createFormat } from "../../app/i18n/format.ts";
import { locales, translator, type Locale } from "../../app/i18n/translate.ts";
import type { Beside } from "../../app/insights/figures/beside/beside.ts";
import { tallyPeriod } from "../../app/insights/figures/counts.ts";
import { figuresCsv } from "../../app/insights/figures/kept/figures-csv.ts";
import type { Dated, Figures } from "../../app/insights/figures/kept/read.server.ts";
import { figureKeys, figures, type FigureKey } from "../../app/insights/figures/list.ts";
import { compared, lastDays, monthsUntil, type Period } from "../../app/insights/figures/period.ts";
import { behindOf, behindQuery } from "../../app/insights/figures/shown/behind.ts";
import { benchmarks, benchmarksOf } from "../../app/insights/figures/shown/benchmarks.ts";
import { formulaOf } from "../../app/insights/figures/shown/formula.ts";
import { figureNames } from "../../app/insights/figures/shown/names.ts";
import { writeFigure } from "../../app/insights/figures/shown/write.ts";
import { read } from "../../app/segments/language/check.ts";
import { dayOf } from "./scores-stage.ts";

/** Every figure of Analytics has all that the issue asks of each: a figure without one of them fails here (issue 10, figures). */
const shop = { name: "Morgenrot", domain: "m.myshopify.com", currency: "EUR", timeZone: "Europe/Berlin", pointsNames: {} };
const TODAY = dayOf("2026-11-10");

/** A hundred customers who order now and then for three years, every second of them a member for long. */
const customers = Array.from({ length: 100 }, (_, index) => {
  // Every tenth has ordered once.
  const days = Array.from(
    { length: index % 10 === 9 ? 1 : 30 },
    (_, order) => TODAY - 1_100 + index + order * (20 + (index % 40)),
  ).filter((day) => day < TODAY);
  return {
    history: { days, spent: days.map((_, order) => 1_000 + 10 * ((index + order) % 7)) },
    counts: days.map(() => 1),
    memberSince: index % 2 === 0 ? TODAY - 1_000 : null,
  };
});

/** Told of a period, different in each. */
function besideOf({ last }: Period): Beside {
  const size = last - TODAY + 2_000;
  const revenue = 100 * size;
  return {
    points: { given: 3 * size, spent: size, expired: 10 },
    flows: { orders: 12, revenue, each: [{ flowId: 1, orders: 12, revenue, lift: { kind: "no-holdout" } }] },
    answers: { low: 10, middle: 20, high: (size % 50) + 30 },
    expected: { day: last, customers: 100, spend365Minor: 100 * size },
  };
}

function datedOf(period: Period): Dated {
  const tally = tallyPeriod(period, 90);
  for (const customer of customers) tally.add(customer);
  return { period, counts: { ...tally.result(), beside: besideOf(period) } };
}

const [period, earlier, year] = compared(lastDays(90, TODAY - 1));
const [current, before, yearBefore] = [datedOf(period), datedOf(earlier), datedOf(year)];
const months = monthsUntil(TODAY - 1).map(datedOf);
const shown: Figures = { asOf: new Date(), working: false, window: 90, current, before, yearBefore, months };

const plain = (html: string) =>
  html
    .replaceAll(/[\u00a0\u202f]/g, " ")
    .replaceAll("&#x27;", "'")
    .replaceAll("&amp;", "&");
function show(locale: Locale, children: ReactElement): string {
  return plain(
    renderToStaticMarkup(
      createElement(AppProvider, { i18n: {}, children: createElement(LanguageProvider, { locale, shop, children }) }),
    ),
  );
}

const grid = (locale: Locale) =>
  show(locale, createElement(FigureGrid, { shown, goals: [], asksForNps: true, worthMinor: 500n, onMonths: () => undefined }));
/** The card of each figure by itself. */
function cardsOf(locale: Locale): ReadonlyMap<FigureKey, string> {
  const parts = grid(locale).split("<h3").slice(1);
  return new Map(figureKeys.map((key, at) => [key, parts[at] ?? ""]));
}

const cells = {
  formula: (key, locale) => {
    const t = translator(locale);
    const written = plain(formulaOf(key, current.counts, 90, t, createFormat(locale, shop)));
    return written.length > 20 && !/[{}]|NaN|undefined/.test(written) && (cardsOf(locale).get(key) ?? "").includes(written);
  },
  "period before": (key, locale) => isCompared(key, locale, before, "figures.before"),
  "year before": (key, locale) => isCompared(key, locale, yearBefore, "figures.yearBefore"),
  benchmark: (key, locale) =>
    benchmarksOf(key).every(({ source }) => (cardsOf(locale).get(key) ?? "").includes(plain(translator(locale)(source)))),
  customers: (key, locale) => {
    const who = behindOf(key);
    const card = cardsOf(locale).get(key) ?? "";
    if (who === null)
      return card.includes(`href="#${FLOWS_ID}"`) && show(locale, createElement(FlowsCard, FLOWS)).includes("figure=ordered");
    const query = behindQuery(who, current.period, 90);
    return read(query).ok && card.includes(new URLSearchParams({ query }).toString());
  },
  // Behind its months, where it opens, and among all others.
  table: (key, locale) => {
    const t = translator(locale);
    const row = `<th scope="row">${plain(t(figureNames[key]))}</th>`;
    return monthsOf(key, locale).includes(plain(t("charts.table"))) && overview(locale).includes(row);
  },
  CSV: (key) => {
    const lines = figuresCsv(
      [
        { name: "period", of: current },
        { name: "year before", of: yearBefore },
      ],
      "EUR",
    ).split("\r\n");
    return ["period", "year before"].every((name) =>
      lines.some((line) => RegExp(`^${name},[\\d-]+,[\\d-]+,${key},-?[\\d.]+,`).test(line)),
    );
  },
  PNG: (key, locale) => {
    const t = translator(locale);
    const name = t("figures.monthsOf", { name: t(figureNames[key]) });
    return monthsOf(key, locale).includes(`aria-label="${plain(t("charts.saveOf", { name }))}"`);
  },
} satisfies Record<string, (key: FigureKey, locale: Locale) => boolean>;

const FLOWS = { shown, flows: [{ flowId: 1, name: "Win-back", preset: null }], results: [] };
const overview = (locale: Locale) => show(locale, createElement(OverviewCard, { shown }));
const monthsOf = (figure: FigureKey, locale: Locale) =>
  show(locale, createElement(MonthsCard, { months, figure, onFigure: () => undefined, goal: null, children: null }));

function isCompared(key: FigureKey, locale: Locale, dated: Dated, word: "figures.before" | "figures.yearBefore"): boolean {
  const t = translator(locale);
  const value = figures[key].of(dated.counts);
  const written = writeFigure(figures[key].unit, value, t, createFormat(locale, shop));
  return value !== null && (cardsOf(locale).get(key) ?? "").includes(plain(t(word, { value: written })));
}

describe.each(locales)("every figure, in %s", (locale) => {
  test.each(figureKeys)("%s has its formula, comparisons, customers, table, CSV and PNG", (key) => {
    const missing = Object.entries(cells).filter(([, has]) => !has(key, locale));
    expect(missing.map(([cell]) => cell)).toEqual([]);
  });

  it("that was not kept says so, and is no nought", () => {
    const { counts } = current;
    const young: Dated = {
      ...current,
      counts: { ...counts, beside: { ...besideOf(period), expected: null, points: null, flows: null } },
    };
    const old: Dated = { ...before, counts: datedOf(earlier).counts };
    delete old.counts.beside;
    const html = show(
      locale,
      createElement(FigureGrid, {
        ...{ shown: { ...shown, current: young, before: old }, goals: [], asksForNps: false, worthMinor: 0n },
        onMonths: () => undefined,
      }),
    );
    const t = translator(locale);
    for (const word of ["figures.predictedMissing", "figures.predictedKept", "figures.beforeApp"] as const)
      expect(html).toContain(plain(t(word)));
    expect(html).toContain(plain(t("figures.before", { value: t("figures.none") })));
  });

  it("of members and others stands in a table of all three periods, each with its customers", () => {
    const html = show(locale, createElement(MembersCard, { shown }));
    expect(html.match(/<tr>/g)).toHaveLength(7);
    for (const who of ["members", "others"] as const)
      for (const of of [period, earlier, year])
        expect(html).toContain(new URLSearchParams({ query: behindQuery(who, of, 90) }).toString());
  });

  it("that articles report of is told with who says so and when (insights B6)", () => {
    const html = show(locale, createElement(BenchmarksCard));
    expect(html.match(/<tr>/g)).toHaveLength(benchmarks.length + 1);
    const t = translator(locale);
    for (const { what, source } of benchmarks) for (const word of [what, source]) expect(html).toContain(plain(t(word)));
    expect(html.split(plain(t("benchmarks.read")))).toHaveLength(benchmarks.length + 1);
  });
});

test("benchmarks are those of the articles (insights B6)", () => {
  const churn = benchmarks.filter(({ figure }) => figure === "churn").map(({ low }) => Math.round(low * 100));
  expect(churn).toEqual([40, 56, 40, 35, 31, 27, 19, 17, 14, 12, 11]);
  const kept = benchmarks.filter(({ figure }) => figure === "retention").map(({ low, high }) => [low, high]);
  expect(kept).toEqual([
    [0.3, 0.4],
    [0.85, 0.9],
    [0.78, 0.84],
  ]);
});

test("a link to customers is read aloud with its number as it is written", () => {
  const many: Dated = { ...current, counts: { ...current.counts, members: { ...current.counts.members, customers: 1_234 } } };
  const html = show("de", createElement(MembersCard, { shown: { ...shown, current: many } }));
  expect(html).toMatch(/aria-label="[^"]+: 1\.234"[^>]*>1\.234</);
});
