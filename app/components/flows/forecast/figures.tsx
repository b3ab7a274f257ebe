import { BlockStack, Text } from "@shopify/polaris";

import type { Figures as Counted, ReasonCount, StepFigures } from "../../../flows/forecast/tally.ts";
import { useFormat, useT } from "../../locale.tsx";
import { PlainTable } from "../../reports/plain-table.tsx";
import { deferWords, reasonWords } from "../../words/reasons.ts";
import { useStepNames } from "../words/step-names.ts";

type Props = {
  figures: Pick<Counted, "customers" | "entered" | "heldOut" | "refused" | "steps">;
  /** How many would enter, in words. */
  headline: string;
  /** What the column of those who get a step is called. */
  given: string;
};

/** Who would enter, and step by step who would get it, who not, and why. Where nobody would, why not comes first. */
export function Figures({ figures: { customers, entered, heldOut, refused, steps }, headline, given }: Props) {
  const t = useT();
  const format = useFormat();
  const nameOf = useStepNames();
  const [mostOften] = refused;
  const nobody =
    mostOften === undefined
      ? t("flowForecast.nobody")
      : t("flowForecast.nobodyWhy", { reason: reasonWords(t, mostOften.reason), number: format.number(mostOften.count) });
  const isShown = entered > 0 || steps.some((step) => step.given > 0 || step.open > 0 || step.heldBack.length > 0);
  const why = steps.flatMap((step) => whyOf(step).map((line) => ({ ...line, step: nameOf(step.stepId) })));
  return (
    <BlockStack gap="300">
      <BlockStack gap="100">
        <Text as="p" variant="headingSm">
          {entered === 0 ? nobody : headline}
        </Text>
        {heldOut > 0 && <Text as="p">{t("flowForecast.heldOut", { count: heldOut })}</Text>}
        {entered > 0 && refused.length > 0 && (
          <Text as="p" tone="subdued">
            {t("flowForecast.refused", {
              reasons: refused.map(({ reason, count }) => `${reasonWords(t, reason)} (${format.number(count)})`).join(", "),
            })}
          </Text>
        )}
        <Text as="p" tone="subdued">
          {t("flowForecast.lookedAt", { count: customers })}
        </Text>
      </BlockStack>
      {isShown && (
        <PlainTable
          label={given}
          headings={[t("flowForecast.step"), given, t("flowForecast.heldBack"), t("flowForecast.later"), t("flowForecast.open")]}
          rows={steps.map((step) => [
            nameOf(step.stepId),
            format.number(step.given),
            ...(step.kind === "email"
              ? [total(step.heldBack), total(step.deferred), step.open].map((count) => format.number(count))
              : ["–", "–", "–"]),
          ])}
        />
      )}
      {why.length > 0 && (
        <details className="flow-why">
          <summary>{t("flowForecast.why")}</summary>
          <ul>
            {why.map(({ step, later, reason, count }) => (
              <li key={`${step}:${String(later)}:${reason}`}>
                {later
                  ? t("flowForecast.laterWhy", { step, number: format.number(count), reason: deferWords(t, reason) })
                  : t("flowForecast.heldBackWhy", { step, number: format.number(count), reason: reasonWords(t, reason) })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </BlockStack>
  );
}

const total = (counts: readonly ReasonCount[]) => counts.reduce((sum, { count }) => sum + count, 0);

function whyOf({ heldBack, deferred }: StepFigures): (ReasonCount & { later: boolean })[] {
  return [...heldBack.map((one) => ({ ...one, later: false })), ...deferred.map((one) => ({ ...one, later: true }))];
}
