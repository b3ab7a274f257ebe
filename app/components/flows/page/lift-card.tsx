import { BlockStack, Card, Text } from "@shopify/polaris";

import type { Lift } from "../../../insights/lift/lift.ts";
import type { FlowResult } from "../../../insights/lift/results.server.ts";
import { useFormat, useT } from "../../locale.tsx";
import { PlainTable } from "../../reports/plain-table.tsx";
import { FigureLink } from "../people/figure-link.tsx";
import { liftWords, money, points } from "../words/lift-words.ts";

/** What the flow has led to, and what of it would not have come anyway; null: it is being worked out. */
export function LiftCard({ flowId, goal, result }: { flowId: number; goal: string; result: FlowResult | null }) {
  const t = useT();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("flowLift.title")}
        </Text>
        {result === null ? (
          <Text as="p">
            <span role="status">{t("flowLift.soon")}</span>
          </Text>
        ) : (
          <>
            <dl className="flow-figures">
              <div>
                <dt>{t("flowLift.orders")}</dt>
                <dd>
                  <FigureLink flowId={flowId} figure="ordered" name={t("flowLift.orders")} count={result.orders}>
                    {format.number(result.orders)}
                  </FigureLink>
                </dd>
              </div>
              <div>
                <dt>{t("flowLift.revenue")}</dt>
                <dd>
                  <FigureLink flowId={flowId} figure="ordered" name={t("flowLift.revenue")} count={result.orders}>
                    {format.money(result.revenueMinor)}
                  </FigureLink>
                </dd>
              </div>
              <div>
                <dt>{t("flowSteps.figReached")}</dt>
                <dd>
                  <FigureLink flowId={flowId} figure="reached" name={t("flowSteps.figReached")} count={result.reached}>
                    {format.number(result.reached)}
                  </FigureLink>
                </dd>
              </div>
              <div>
                <dt>{t("flowLift.lift")}</dt>
                <dd>{liftWords(result.lift, t, format)}</dd>
              </div>
            </dl>
            <Text as="p" tone="subdued">
              {`${t("flowLift.clickHelp")} ${t("flowLift.goalHelp", { goal })}`}
            </Text>
            <Behind lift={result.lift} />
            <Text as="p" tone="subdued" variant="bodySm">
              {t("flowLift.asOf", { at: format.dateTime(result.asOf) })}
            </Text>
          </>
        )}
      </BlockStack>
    </Card>
  );
}

function Behind({ lift }: { lift: Lift }) {
  const t = useT();
  const format = useFormat();
  switch (lift.kind) {
    case "no-holdout":
      return <Text as="p">{t("flowLift.noneLine")}</Text>;
    case "too-early":
      return (
        <BlockStack gap="100">
          <Text as="p">{t("flowLift.earlyLine", { have: format.number(lift.have), needed: format.number(lift.needed) })}</Text>
          {lift.soFar !== null && <Text as="p">{t("flowLift.soFar", points(lift.soFar, format))}</Text>}
          {lift.weeks === null && <Text as="p">{t("flowLift.earlyNobody")}</Text>}
        </BlockStack>
      );
    case "measured":
      return <Measured lift={lift} />;
  }
}

function Measured({ lift }: { lift: Extract<Lift, { kind: "measured" }> }) {
  const t = useT();
  const format = useFormat();
  const { treated, heldOut, share, revenue, revenueCut } = lift;
  const row = (name: string, { customers, reached, revenueMinor }: typeof treated) => [
    name,
    format.number(customers),
    format.percent(reached / Math.max(1, customers)),
    format.money(BigInt(Math.round(revenueMinor))),
  ];
  return (
    <BlockStack gap="300">
      <Text as="p">{t(share.low > 0 ? "flowLift.more" : share.high < 0 ? "flowLift.fewer" : "flowLift.chance")}</Text>
      <PlainTable
        label={t("flowLift.lift")}
        headings={[t("flowLift.group"), t("flowLift.customers"), t("flowLift.reached"), t("flowLift.perCustomer")]}
        rows={[row(t("flowLift.treated"), treated), row(t("flowLift.heldOut"), heldOut)]}
      />
      <BlockStack gap="100">
        <Text as="p">{t("flowLift.shareLine", points(share, format))}</Text>
        <Text as="p">{t("flowLift.revenueLine", money(revenue, format))}</Text>
        <Text as="p">{t("flowLift.cutLine", money(revenueCut, format))}</Text>
        <Text as="p" tone="subdued">
          {`${t("flowLift.interval")} ${t("flowLift.intro", { count: lift.horizonDays })}`}
        </Text>
      </BlockStack>
    </BlockStack>
  );
}
