import { BlockStack, Button, Card, InlineStack, SkeletonBodyText, Text } from "@shopify/polaris";
import { useRef, type KeyboardEvent, type PointerEvent } from "react";

import { thresholdOf } from "../../../program/read-form.ts";
import { decimalIn, thresholdText, type LevelForm, type TiersForm } from "../../../program/rules-form.ts";
import { textIn } from "../../../program/rules/texts.ts";
import { Empty } from "../../empty.tsx";
import { useFormat, useLocale, useShop, useT } from "../../locale.tsx";
import { changedAt } from "../editor.tsx";
import { axisOf, positionOf, shareFrom, stepAt, thresholdFor, valueAt, type Distribution } from "./threshold-scale.ts";

export type { Distribution } from "./threshold-scale.ts";

type Props = { tiers: TiersForm; distribution: Distribution | null; onChange: (levels: LevelForm[]) => void };

/** What is suggested from the fourth level up: fewer and fewer. */
const SHARES = [0.01, 0.005, 0.002, 0.001, 0.000_5, 0.000_2, 0.000_1];
const WIDTH = 600;
const HEIGHT = 170;
const TOP = 26;
/** Where the bars have lines behind them, of the highest. */
const GRID = [1, 0.5];
const heightAt = (share: number) => HEIGHT - (HEIGHT - TOP) * share;

/** Where the shop's customers stand, with a handle for each threshold: dragged by mouse or finger, moved by the keyboard. */
export function ThresholdChart({ tiers, distribution, onChange }: Props) {
  const t = useT();
  const locale = useLocale();
  const { currency } = useShop();
  if (distribution === null) {
    return (
      <Card>
        <div role="status">
          <SkeletonBodyText lines={6} />
          <Text as="p" visuallyHidden>
            {t("tierEdit.chartLoading")}
          </Text>
        </div>
      </Card>
    );
  }
  if (distribution.customers === 0) {
    return (
      <Card>
        <Empty title={t("tierEdit.chartEmpty")} text={t("tierEdit.chartEmptyText")} />
      </Card>
    );
  }
  const suggest = () => {
    let before = 0;
    onChange(
      tiers.levels.map((level, index) => {
        if (index === 0) return { ...level, threshold: "0" };
        const known = [distribution.thresholds?.silver, distribution.thresholds?.gold][index - 1];
        const value = Math.max(before + 1, known ?? thresholdFor(SHARES[index - 3] ?? 0.000_1, distribution));
        before = value;
        return { ...level, threshold: decimalIn(thresholdText(value, tiers.basis, currency), locale) };
      }),
    );
  };
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("tierEdit.chart")}
          </Text>
          <Button onClick={suggest} disabled={tiers.levels.length < 2}>
            {t("tierEdit.suggest")}
          </Button>
        </InlineStack>
        <Text as="p" tone="subdued">
          {t(distribution.about ? "tierEdit.chartAbout" : "tierEdit.chartHelp", { count: distribution.customers })}
        </Text>
        <Chart tiers={tiers} distribution={distribution} onChange={onChange} />
      </BlockStack>
    </Card>
  );
}

type ChartProps = { tiers: TiersForm; distribution: Distribution; onChange: (levels: LevelForm[]) => void };

function Chart({ tiers, distribution, onChange }: ChartProps) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const { currency } = useShop();
  const picture = useRef<SVGSVGElement>(null);
  const { counts, edges } = distribution;
  const highest = Math.max(1, ...counts);
  const width = WIDTH / Math.max(1, counts.length);
  const value = (index: number): number => {
    const level = tiers.levels[index];
    const read = level === undefined ? undefined : thresholdOf(level.threshold, tiers.basis, currency);
    return typeof read === "number" && Number.isFinite(read) ? read : 0;
  };
  const plain = (amount: number) => (tiers.basis === "spend" ? format.money(BigInt(amount)) : format.number(amount));
  const words = (amount: number) =>
    tiers.basis === "spend"
      ? plain(amount)
      : tiers.basis === "points"
        ? t("tierEdit.somePoints", { count: amount })
        : t("tierEdit.someOrders", { count: amount });
  const move = (index: number, to: number) => {
    const least = index === 0 ? 0 : value(index - 1) + 1;
    const most = index === tiers.levels.length - 1 ? 1_000_000_000 : value(index + 1) - 1;
    const threshold = thresholdText(Math.round(Math.min(Math.max(to, least), Math.max(least, most))), tiers.basis, currency);
    onChange(changedAt(tiers.levels, index, { threshold: decimalIn(threshold, locale) }));
  };
  const handles = tiers.levels.map((level, index) => ({ level, index })).filter(({ index }) => index > 0);
  const axis = axisOf(distribution);
  return (
    <div className="threshold-chart">
      <svg ref={picture} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {GRID.map((share) => (
          <line key={share} className="threshold-line" x1={0} x2={WIDTH} y1={heightAt(share)} y2={heightAt(share)} />
        ))}
        {counts.map((count, bin) => {
          const height = count === 0 ? 0 : Math.max(2, ((HEIGHT - TOP) * count) / highest);
          const level = tiers.levels.findLastIndex((_level, index) => value(index) <= (edges[bin] ?? 0));
          return (
            <rect
              key={bin}
              className={`threshold-bar threshold-bar-${Math.max(0, level) % 4}`}
              x={bin * width + width * 0.08}
              y={HEIGHT - height}
              width={width * 0.84}
              height={height}
            >
              <title>{t("tierEdit.chartBar", { count, from: plain(edges[bin] ?? 0), to: plain(edges[bin + 1] ?? 0) })}</title>
            </rect>
          );
        })}
      </svg>
      <div className="threshold-counts" aria-hidden="true">
        {GRID.filter((share) => share === 1 || highest % 2 === 0).map((share) => (
          <span key={share} style={{ insetBlockStart: `${heightAt(share)}px` }}>
            {t("tierEdit.chartCount", { count: highest * share })}
          </span>
        ))}
      </div>
      {handles.map(({ level, index }) => (
        <Handle
          key={level.key}
          name={textIn(level.name, locale) || t("tierEdit.newLevel")}
          amount={plain(value(index))}
          at={positionOf(value(index), distribution)}
          value={value(index)}
          text={t("tierEdit.handleText", {
            threshold: words(value(index)),
            share: format.percent(shareFrom(value(index), distribution)),
          })}
          least={value(index - 1) + 1}
          most={edges.at(-1) ?? 0}
          onMove={(to) => move(index, to)}
          toValue={(clientX) => {
            const box = picture.current?.getBoundingClientRect();
            return box === undefined ? value(index) : valueAt((clientX - box.left) / box.width, distribution);
          }}
        />
      ))}
      <div className="threshold-axis" aria-hidden="true">
        {axis.map(({ edge, at }) => (
          <span key={at} style={{ insetInlineStart: `${at * 100}%`, transform: `translateX(-${at * 100}%)` }}>
            {plain(edge)}
          </span>
        ))}
      </div>
      <ul className="threshold-legend">
        {tiers.levels.map((level, index) => (
          <li key={level.key}>
            <span className={`threshold-dot threshold-bar-${index % 4}`} aria-hidden="true" />
            {t("tierEdit.levelShare", {
              name: textIn(level.name, locale) || t("tierEdit.newLevel"),
              share: format.percent(
                shareFrom(value(index), distribution) -
                  (index + 1 < tiers.levels.length ? shareFrom(value(index + 1), distribution) : 0),
              ),
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}

type HandleProps = {
  name: string;
  amount: string;
  at: number;
  value: number;
  text: string;
  least: number;
  most: number;
  onMove: (to: number) => void;
  toValue: (clientX: number) => number;
};

function Handle({ name, amount, at, value, text, least, most, onMove, toValue }: HandleProps) {
  const t = useT();
  const press = (event: KeyboardEvent) => {
    const step = stepAt(value);
    const moves: Record<string, number> = {
      ...{ ArrowRight: value + step, ArrowUp: value + step, ArrowLeft: value - step, ArrowDown: value - step },
      ...{ PageUp: value + 10 * step, PageDown: value - 10 * step, Home: least, End: most },
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onMove(to);
  };
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onMove(toValue(event.clientX));
  };
  return (
    <div
      className="threshold-handle"
      style={{ insetInlineStart: `${(100 * at).toFixed(2)}%` }}
      role="slider"
      tabIndex={0}
      aria-label={t("tierEdit.handle", { name })}
      aria-valuemin={least}
      aria-valuemax={Math.max(most, value)}
      aria-valuenow={value}
      aria-valuetext={text}
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus();
      }}
      onPointerMove={drag}
    >
      <span className="threshold-flag" data-end={at > 0.5}>
        {name} <span className="threshold-amount">{amount}</span>
      </span>
    </div>
  );
}
