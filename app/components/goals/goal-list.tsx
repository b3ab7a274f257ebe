import { Badge, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";

import { figures } from "../../insights/figures/list.ts";
import { figureNames } from "../../insights/figures/shown/names.ts";
import { writeFigure } from "../../insights/figures/shown/write.ts";
import { progressOf, type FollowedGoal } from "../../insights/goals/goal.ts";
import { aimWord, stateWords } from "../../insights/goals/words.ts";
import { noonOf } from "../../insights/scores/shop-day.ts";
import { useFormat, useShop, useT } from "../locale.tsx";
import { ProgressBar } from "../reports/progress-bar.tsx";
import { stateTones } from "./state-tones.ts";

/** Each goal with what it aims at, where it stands and at what pace; who set it stands beside it, so that two of one figure are told apart. */
export function GoalList({ goals, onRemove }: { goals: readonly FollowedGoal[]; onRemove?: (goalId: number) => void }) {
  const t = useT();
  return (
    <Card padding="0">
      <ul className="rows" aria-label={t("goals.title")}>
        {goals.map((followed) => (
          <li key={followed.goal.goalId}>
            <GoalRow followed={followed} {...(onRemove === undefined ? {} : { onRemove })} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function GoalRow({ followed, onRemove }: { followed: FollowedGoal; onRemove?: (goalId: number) => void }) {
  const t = useT();
  const format = useFormat();
  const shop = useShop();
  const { goal, value, standing } = followed;
  const write = (of: number | null) => writeFigure(figures[goal.figure].unit, of, t, format);
  const name = t(figureNames[goal.figure]);
  const [, actor = ""] = goal.setBy.split(":");
  const values = { value: write(value), target: write(goal.target) };
  return (
    <div className="row-main wrap-anywhere">
      <BlockStack gap="150">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingSm">
            {name}
          </Text>
          <Badge tone={stateTones[standing.state]}>{t(stateWords[standing.state])}</Badge>
        </InlineStack>
        <Text as="p">
          {[
            t(aimWord(goal.figure), { target: values.target, date: format.date(noonOf(shop, goal.dueOn)) }),
            t("goals.now", { value: values.value }),
            ...(standing.left === null || standing.left === 0 ? [] : [t("goals.left", { left: write(standing.left) })]),
          ].join(" · ")}
        </Text>
        {value !== null && (
          <ProgressBar
            progress={progressOf(goal, value) * 100}
            size="small"
            tone={standing.state === "behind" || standing.state === "missed" ? "critical" : "primary"}
            ariaLabelledBy={`goal-${goal.goalId}`}
          />
        )}
        <Text as="span" id={`goal-${goal.goalId}`} visuallyHidden>
          {t("goals.progress", { name, ...values })}
        </Text>
        <Text as="p" tone="subdued" variant="bodySm">
          {[
            ...(standing.expected === null
              ? []
              : [t("goals.expected", { value: write(standing.expected), started: write(goal.started) })]),
            t("goals.setBy", { date: format.date(noonOf(shop, goal.setOn)), who: t("goals.member", { id: actor }) }),
          ].join(" ")}
        </Text>
        {onRemove !== undefined && (
          <InlineStack>
            <Button
              variant="plain"
              tone="critical"
              accessibilityLabel={t("goals.removeOf", { name: `${name}, ${values.target}` })}
              onClick={() => onRemove(goal.goalId)}
            >
              {t("goals.remove")}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </div>
  );
}
