/** @jsxImportSource preact */
import { useState } from "preact/hooks";

import type { Answer, View } from "../api.ts";
import { typedIn } from "../host.ts";
import { useAct } from "../use-act.ts";
import { counted, integer, money, own, t } from "../words.ts";
import { costOf, isForTier, mostPoints, type Reward } from "./open-rewards.ts";
import { Outcome } from "./outcome.tsx";
import { Picture } from "./picture.tsx";

type Props = { view: View; onDone: (answer: Answer) => void };

/** What points can be spent on. */
export function Rewards({ view, onDone }: Props) {
  const { rewards } = view.program;
  return (
    <s-section heading={t("rewards.heading")}>
      {rewards.length === 0 && <s-paragraph>{t("rewards.empty")}</s-paragraph>}
      <s-stack gap="large">
        {rewards.map((reward) => (
          <Entry key={reward.id} {...{ reward, view, onDone }} />
        ))}
      </s-stack>
    </s-section>
  );
}

function Entry({ reward, view, onDone }: Props & { reward: Reward }) {
  const cost = costOf(reward);
  const chosen = reward.kind === "slider" || reward.steps.length > 0;
  const isMember = isForTier(reward, view);
  const missing = cost - view.available;
  return (
    <s-stack gap="small-200">
      <s-stack direction="inline" gap="base" alignItems="center">
        <Picture of={reward} view={view} />
        <s-heading>{own(reward.title, view)}</s-heading>
      </s-stack>
      <s-text type="strong">{counted(chosen ? "rewards.from" : "rewards.cost", cost)}</s-text>
      {reward.description !== null && <s-text color="subdued">{own(reward.description, view)}</s-text>}
      {reward.min_spend_minor > 0 && (
        <s-text color="subdued">{t("rewards.min_spend_html", { amount: money(reward.min_spend_minor, view) })}</s-text>
      )}
      {reward.valid_days !== null && reward.valid_days > 0 && (
        <s-text color="subdued">{t("rewards.valid", { count: reward.valid_days })}</s-text>
      )}
      {reward.sold_out ? (
        <s-text>{t("rewards.sold_out")}</s-text>
      ) : !isMember ? (
        <s-text>{t("rewards.tiers_html", { tiers: tierNames(reward, view) })}</s-text>
      ) : missing > 0 ? (
        <>
          <s-progress value={Math.max(0, view.available)} max={cost} accessibilityLabel={own(reward.title, view)} />
          <s-text>{counted("rewards.missing", missing)}</s-text>
        </>
      ) : null}
      <Redeem {...{ reward, view, onDone }} isOpen={isMember && missing <= 0 && !reward.sold_out} />
    </s-stack>
  );
}

function tierNames({ tiers }: Reward, view: View): string {
  const levels = view.program.tiers?.levels ?? [];
  return levels.flatMap(({ key, name }) => (tiers.includes(key) ? [own(name, view)] : [])).join(", ");
}

/** Asks before points are spent. The same click is the same redemption, however often it is sent, here and in the theme. */
export function Redeem({ reward, view, onDone, isOpen }: Props & { reward: Reward; isOpen: boolean }) {
  const { busy, answer, act, reset } = useAct("redemptions", onDone);
  const [asking, ask] = useState<{ points: number; intent: string } | null>(null);
  const [typed, setTyped] = useState<number | null>(null);
  const title = own(reward.title, view);
  const most = mostPoints(reward, view.available);
  const points = typed ?? (reward.kind === "slider" ? most : costOf(reward));
  const id = `reward-${reward.id}`;
  const begin = () => {
    reset();
    ask({ points, intent: `${view.customer}-${reward.id}-${view.loyalty.redemption_count}` });
  };
  const confirm = () => {
    if (asking === null) return;
    const choice: Record<string, string> =
      reward.kind === "slider" || reward.steps.length > 0 ? { points: String(asking.points) } : {};
    act({
      ...{ reward: String(reward.id), price: String(costOf(reward)), offer: reward.offer, intent: asking.intent, ...choice },
    });
  };
  const settled = answer !== null && answer !== "unknown";
  return (
    <s-stack gap="small-200">
      {isOpen && (asking === null || settled) && (
        <>
          {reward.steps.length > 0 && (
            <s-select label={t("rewards.choose")} value={String(points)} onChange={(event) => setTyped(Number(typedIn(event)))}>
              {reward.steps.map((step) => (
                <s-option key={step.points} value={String(step.points)} disabled={step.points > view.available}>
                  {counted("rewards.step_html", step.points, { amount: money(step.value_minor, view) })}
                </s-option>
              ))}
            </s-select>
          )}
          {reward.kind === "slider" && (
            <s-number-field
              label={t("rewards.choose")}
              min={reward.min_points ?? 1}
              max={most}
              step={reward.step_points ?? 1}
              value={String(points)}
              onChange={(event) => setTyped(Number(typedIn(event)))}
            />
          )}
          <s-button variant="primary" accessibilityLabel={`${t("rewards.redeem")}: ${title}`} onClick={begin}>
            {t("rewards.redeem")}
          </s-button>
        </>
      )}
      {asking !== null && !settled && (
        <>
          <s-paragraph>{t("rewards.ask", { points: integer(asking.points) })}</s-paragraph>
          <s-stack direction="inline" gap="base">
            <s-button variant="primary" loading={busy} accessibilityLabel={`${t("rewards.confirm")}: ${title}`} onClick={confirm}>
              {t("rewards.confirm")}
            </s-button>
            <s-button disabled={busy} onClick={() => ask(null)}>
              {t("rewards.cancel")}
            </s-button>
          </s-stack>
        </>
      )}
      <Outcome answer={answer} id={id} lost={t("rewards.unknown")} />
    </s-stack>
  );
}
