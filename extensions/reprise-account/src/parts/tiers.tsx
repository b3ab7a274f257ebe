/** @jsxImportSource preact */
import type { View } from "../api.ts";
import { counted, day, factor, money, own, t } from "../words.ts";
import { Picture } from "./picture.tsx";

type Tiers = NonNullable<View["program"]["tiers"]>;
type Level = Tiers["levels"][number];

/** Where the shopper stands, and what each tier brings. */
export function TierList({ view }: { view: View }) {
  const { tiers } = view.program;
  if (tiers === null) return null;
  return (
    <s-section heading={t("tiers.heading")}>
      <s-stack gap="large">
        <Standing view={view} tiers={tiers} />
        {tiers.levels.map((level) => (
          <s-stack key={level.key} gap="small-200">
            <s-stack direction="inline" gap="small-200" alignItems="center">
              <Picture of={level} view={view} />
              <s-text type="strong">{own(level.name, view)}</s-text>
              {view.loyalty.tier?.key === level.key && (
                <s-badge>{t("tiers.current_html", { tier: own(level.name, view) })}</s-badge>
              )}
            </s-stack>
            <s-text color="subdued">{threshold(level, tiers, view)}</s-text>
            <Benefits level={level} view={view} />
          </s-stack>
        ))}
      </s-stack>
    </s-section>
  );
}

/** The tier that the shopper is in, where there are tiers. */
export function TierBadge({ view }: { view: View }) {
  const reached = view.program.tiers?.levels.find(({ key }) => key === view.loyalty.tier?.key);
  return reached === undefined ? null : <s-badge>{t("tiers.current_html", { tier: own(reached.name, view) })}</s-badge>;
}

function Standing({ view, tiers }: { view: View; tiers: Tiers }) {
  const { tier } = view.loyalty;
  const reached = tiers.levels.find(({ key }) => key === tier?.key);
  const next = tiers.levels.find(({ key }) => key === tier?.next?.key);
  if (tier === null) return null;
  return (
    <s-stack gap="small-200">
      {next !== undefined && tier.next !== null ? (
        <>
          <s-progress value={tier.progress} max={tier.progress + tier.next.missing} accessibilityLabel={own(next.name, view)} />
          <s-paragraph>
            {t("tiers.next_html", { amount: amount(tier.next.missing, tiers, view), tier: own(next.name, view) })}
          </s-paragraph>
        </>
      ) : (
        reached !== undefined && <s-paragraph>{t("tiers.top")}</s-paragraph>
      )}
      {tier.keep_until !== null && reached !== undefined && (
        <s-text color="subdued">{t("tiers.kept_html", { tier: own(reached.name, view), date: day(tier.keep_until) })}</s-text>
      )}
    </s-stack>
  );
}

function Benefits({ level, view }: { level: Level; view: View }) {
  const lines = [
    ...(level.per_mille > 1_000 ? [t("tiers.multiplier", { factor: factor(level.per_mille) })] : []),
    ...(level.birthday_points > 0 ? [counted("tiers.birthday", level.birthday_points)] : []),
    ...own(level.benefits, view)
      .split("\n")
      .filter((line) => line.trim() !== ""),
  ];
  if (lines.length === 0) return null;
  return (
    <s-unordered-list>
      {lines.map((line) => (
        <s-list-item key={line}>{line}</s-list-item>
      ))}
    </s-unordered-list>
  );
}

/** In the unit that tiers count. */
function amount(value: number, { basis }: Tiers, view: View): string {
  if (basis === "spend") return money(value, view);
  return counted(basis === "orders" ? "tiers.orders" : "tiers.points", value);
}

function threshold(level: Level, tiers: Tiers, view: View): string {
  if (level.threshold === 0) return t("tiers.from_start");
  const keys = { "calendar-year": "tiers.from_year_html", lifetime: "tiers.from_ever_html" } as const;
  const key = tiers.window in keys ? keys[tiers.window as keyof typeof keys] : "tiers.from_rolling_html";
  return t(key, { amount: amount(level.threshold, tiers, view) });
}
