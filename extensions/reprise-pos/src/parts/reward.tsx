/** @jsxImportSource preact */
import { useState } from "preact/hooks";

import { redeem, type TillAnswer, type TillReward } from "../api.ts";
import { integer, t, typedIn } from "../host.ts";

type Props = { reward: TillReward; customerId: string; canRedeem: boolean; onDone: (answer: TillAnswer) => void };

/** What is being decided: sent again it is the same redemption, even when the list has been read anew meanwhile. */
type Decision = { points: number; fields: Readonly<Record<string, string>> };

const refusedBy = (message: string): TillAnswer => ({ ok: false, message, code: null, again: false });

/** A reward. Before points are spent, the team is asked; the same decision is one redemption, however often it is sent. */
export function Reward({ reward, customerId, canRedeem, onDone }: Props) {
  const { title, cost, notes, missing, prices, range, fields } = reward;
  const [decision, setDecision] = useState<Decision | null>(null);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<TillAnswer | "unknown" | null>(null);
  const begin = (points: number, isChoice: boolean) => {
    setAnswer(null);
    setDecision({ points, fields: isChoice ? { ...fields, points: String(points) } : fields });
  };
  const confirm = async () => {
    if (decision === null || busy) return;
    setBusy(true);
    // An account that may not ask gains nothing by asking again.
    const told = await redeem(customerId, decision.fields).catch(() => refusedBy(t("forbidden")));
    setBusy(false);
    setAnswer(told ?? "unknown");
    if (told === null || told.again) return;
    setDecision(null);
    onDone(told);
  };
  const isWaiting = answer === "unknown" || answer?.again === true;
  return (
    <s-stack gap="small">
      <s-stack direction="inline" justifyContent="space-between" gap="base">
        <s-text type="strong">{title}</s-text>
        <s-text>{cost}</s-text>
      </s-stack>
      {notes.map((note) => (
        <s-text key={note} color="subdued">
          {note}
        </s-text>
      ))}
      {missing !== null && <s-text color="subdued">{missing}</s-text>}
      {answer !== null && (
        <s-banner
          heading={answer === "unknown" ? t("rewards.unknown") : answer.message}
          tone={answer === "unknown" || !answer.ok ? "warning" : "success"}
        />
      )}
      {missing === null && decision === null && (
        <Choice {...{ title, prices, range, canRedeem, begin }} cost={Number(fields.price)} />
      )}
      {decision !== null && (
        <s-stack gap="small">
          {!isWaiting && <s-text>{t("rewards.ask", { points: integer(decision.points), title })}</s-text>}
          <s-stack direction="inline" gap="base">
            <s-button variant="primary" loading={busy} disabled={busy} onClick={() => void confirm()}>
              {t(answer === "unknown" ? "retry" : isWaiting ? "rewards.again" : "rewards.confirm")}
            </s-button>
            {!isWaiting && (
              <s-button disabled={busy} onClick={() => setDecision(null)}>
                {t("rewards.cancel")}
              </s-button>
            )}
          </s-stack>
        </s-stack>
      )}
    </s-stack>
  );
}

type ChoiceProps = Pick<TillReward, "title" | "prices" | "range"> & {
  cost: number;
  canRedeem: boolean;
  begin: (points: number, isChoice: boolean) => void;
};

function Choice({ title, prices, range, cost, canRedeem, begin }: ChoiceProps) {
  if (range !== null) return <Amount {...{ title, range, canRedeem, begin }} />;
  if (prices.length > 0)
    return (
      <>
        {prices.map(({ points, label }) => (
          <s-button key={points} disabled={!canRedeem} onClick={() => begin(points, true)}>
            {`${t("rewards.redeem")}: ${label}`}
          </s-button>
        ))}
      </>
    );
  return (
    <s-button disabled={!canRedeem} onClick={() => begin(cost, false)}>
      {`${t("rewards.redeem")}: ${title}`}
    </s-button>
  );
}

function Amount({
  title,
  range,
  canRedeem,
  begin,
}: Omit<ChoiceProps, "prices" | "cost"> & { range: NonNullable<TillReward["range"]> }) {
  const { min, max, step } = range;
  const [typed, setTyped] = useState<string | null>(null);
  const points = Number(typed ?? max);
  const fits = Number.isInteger(points) && points >= min && points <= max && (points - min) % step === 0;
  const bounds = t("rewards.bounds", { min: integer(min), max: integer(max), step: integer(step) });
  return (
    <s-stack gap="small">
      <s-number-field
        label={t("rewards.points")}
        {...{ min, max }}
        inputMode="numeric"
        value={typed ?? String(max)}
        error={fits ? "" : bounds}
        onInput={(event) => setTyped(typedIn(event))}
      />
      <s-button disabled={!canRedeem || !fits} onClick={() => begin(points, true)}>
        {`${t("rewards.redeem")}: ${title}`}
      </s-button>
    </s-stack>
  );
}
