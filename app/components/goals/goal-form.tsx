import { BlockStack, Button, Card, FormLayout, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { PlainKey } from "../../i18n/translate.ts";
import { figureKeys, figures } from "../../insights/figures/list.ts";
import { LENGTHS } from "../../insights/figures/period.ts";
import { figureNames } from "../../insights/figures/shown/names.ts";
import { goalFigures, isGoalFigure, isLessBetter, type GoalFigure } from "../../insights/goals/goal.ts";
import type { GoalErrors } from "../../insights/goals/read-goal.ts";
import { cautions, refused } from "../../insights/goals/words.ts";
import { useShop, useT } from "../locale.tsx";
import type { Post } from "../page/posting/post.ts";

const errorWords: Readonly<Record<NonNullable<GoalErrors["target"]>, PlainKey>> = {
  number: "goals.number",
  zero: "goals.zero",
  share: "goals.share",
  score: "goals.score",
  day: "goals.day",
  past: "goals.past",
};

type Props = { post: Post<unknown>; errors: GoalErrors };

export function GoalForm({ post, errors }: Props) {
  const t = useT();
  const shop = useShop();
  const [figure, setFigure] = useState<GoalFigure>("retention");
  const [days, setDays] = useState("90");
  const [target, setTarget] = useState("");
  const [dueOn, setDueOn] = useState("");
  const names = { 30: t("figures.days30"), 90: t("figures.days90"), 365: t("figures.days365") };
  const { unit } = figures[figure];
  const suffix = unit === "share" ? "%" : unit === "money" ? shop.currency : unit === "days" ? t("goals.days") : undefined;
  const caution = cautions[figure];
  const help = [...(isLessBetter(figure) ? [t("goals.less")] : []), ...(caution === undefined ? [] : [t(caution)])].join(" ");
  const error = (field: keyof GoalErrors) => {
    const issue = errors[field];
    return issue === undefined ? {} : { error: t(errorWords[issue]) };
  };
  return (
    <Card>
      <form {...post.form} aria-label={t("goals.add")}>
        <FormLayout>
          <Text as="h2" variant="headingMd">
            {t("goals.add")}
          </Text>
          <FormLayout.Group>
            <Select
              label={t("goals.figure")}
              name="figure"
              options={goalFigures.map((key) => ({ value: key, label: t(figureNames[key]) }))}
              {...(help === "" ? {} : { helpText: help })}
              value={figure}
              onChange={(chosen) => {
                if (isGoalFigure(chosen)) setFigure(chosen);
              }}
            />
            <Select
              label={t("goals.over")}
              name="days"
              options={LENGTHS.map((length) => ({ value: String(length), label: names[length] }))}
              value={days}
              onChange={setDays}
            />
          </FormLayout.Group>
          <FormLayout.Group>
            <TextField
              id="goal-target"
              label={t("goals.target")}
              name="target"
              inputMode={unit === "score" ? "text" : "decimal"}
              autoComplete="off"
              value={target}
              onChange={setTarget}
              {...(suffix === undefined ? {} : { suffix })}
              {...error("target")}
            />
            <TextField
              id="goal-dueOn"
              label={t("goals.dueOn")}
              name="dueOn"
              type="date"
              autoComplete="off"
              value={dueOn}
              onChange={setDueOn}
              {...error("dueOn")}
            />
          </FormLayout.Group>
          <InlineStack>
            <Button submit variant="primary" loading={post.busy}>
              {t("goals.set")}
            </Button>
          </InlineStack>
          <BlockStack gap="100">
            {figureKeys.map((key) =>
              isGoalFigure(key) ? null : (
                <Text as="p" variant="bodySm" tone="subdued" key={key}>
                  {t("goals.refused", { name: t(figureNames[key]), reason: t(refused[key]) })}
                </Text>
              ),
            )}
          </BlockStack>
        </FormLayout>
      </form>
    </Card>
  );
}
