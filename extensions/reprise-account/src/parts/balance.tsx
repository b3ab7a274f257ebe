/** @jsxImportSource preact */
import type { View } from "../api.ts";
import { counted, day, integer, money, t } from "../words.ts";
import { cheapest } from "./open-rewards.ts";

const NEAR_MS = 30 * 86_400_000;

/** How many points there are, what they are worth, and what becomes of them. */
export function Balance({ view }: { view: View }) {
  const { available, pending, program, running } = view;
  if (available === 0 && pending <= 0) return <s-paragraph>{t("points.empty")}</s-paragraph>;
  const worth = running === "yes" && available > 0 && program.points_per_reward_unit > 0;
  return (
    <s-stack gap="small-200">
      <s-stack direction="inline" gap="small-200" alignItems="center">
        <s-heading>{`${integer(available)} ${counted("points.unit", available)}`}</s-heading>
        {worth && (
          <s-text color="subdued">
            {t("points.worth_html", {
              amount: money(Math.floor((available * program.reward_unit_minor) / program.points_per_reward_unit), view),
            })}
          </s-text>
        )}
      </s-stack>
      {available < 0 && <s-paragraph>{t("points.negative")}</s-paragraph>}
      {running === "yes" && <Expiring view={view} />}
      {pending > 0 && (
        <s-paragraph>
          {counted("points.pending", pending)} {pendingDays(view)}
        </s-paragraph>
      )}
      {running === "paused" && <s-paragraph>{t(view.loyalty.excluded ? "points.excluded" : "points.paused")}</s-paragraph>}
    </s-stack>
  );
}

function pendingDays({ program }: View): string {
  if (program.pending_days === 0) return "";
  return t(program.award_on === "fulfilled" ? "points.pending_days_fulfilled" : "points.pending_days", {
    count: program.pending_days,
  });
}

/** Only when it is near: what expires, and what saves it. */
function Expiring({ view }: { view: View }) {
  const { expiring } = view.loyalty;
  if (expiring === null || expiring.at * 1_000 - view.asOf > NEAR_MS || expiring.at * 1_000 <= view.asOf) return null;
  const cost = cheapest(view);
  const missing = cost === null ? null : cost - view.available;
  const parts = [
    counted("points.expiring_html", expiring.points, { date: day(expiring.on) }),
    ...(missing === null ? [] : [missing <= 0 ? t("points.expiring_redeem") : counted("points.expiring_missing", missing)]),
    ...(view.program.expiry.mode === "inactivity" ? [t("points.expiring_order")] : []),
  ];
  return (
    <s-banner tone="warning">
      <s-paragraph>{parts.join(" ")}</s-paragraph>
    </s-banner>
  );
}
