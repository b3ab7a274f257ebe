import { Badge, BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { FlowRow } from "../../flows/flows.server.ts";
import type { FlowResult } from "../../insights/lift/results.server.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { flowTitle, stateNames, stateTones } from "./words/flow-words.ts";
import { liftWords } from "./words/lift-words.ts";

/** A flow a row: its state, and what has come of it so far. */
export function FlowList({ flows, results }: { flows: readonly FlowRow[]; results: ReadonlyMap<number, FlowResult> }) {
  const t = useT();
  return (
    <Card padding="0">
      <ul className="rows" aria-label={t("flows.list")}>
        {flows.map((flow) => (
          <Row key={flow.flowId} flow={flow} result={results.get(flow.flowId) ?? null} />
        ))}
      </ul>
    </Card>
  );
}

/** @param result null: it is being worked out */
function Row({ flow, result }: { flow: FlowRow; result: FlowResult | null }) {
  const t = useT();
  const format = useFormat();
  const { flowId, state, liveSince, hasDraft } = flow;
  const figures = [
    [t("flows.entered"), format.number(flow.entered)],
    [t("flows.active"), format.number(flow.active)],
    [t("flows.sent"), format.number(flow.sent)],
    [t("flows.dropped"), format.number(flow.dropped)],
    ...(result === null
      ? []
      : ([
          [t("flowLift.orders"), format.number(result.orders)],
          [t("flowLift.revenue"), format.money(result.revenueMinor)],
        ] as const)),
  ] as const;
  return (
    <li>
      <div className="row-main wrap-anywhere">
        <BlockStack gap="100">
          <InlineStack gap="200" blockAlign="center">
            <Link url={to("flow", { flowId })} monochrome removeUnderline>
              <Text as="span" fontWeight="semibold">
                {flowTitle(flow, t)}
              </Text>
            </Link>
            <Badge tone={stateTones[state]}>{t(stateNames[state])}</Badge>
            {hasDraft && (state === "live" || state === "paused") && <Badge tone="attention">{t("flows.changed")}</Badge>}
          </InlineStack>
          {state === "live" && liveSince !== null && (
            <Text as="p" tone="subdued" variant="bodySm">
              {t("flows.since", { date: format.date(liveSince) })}
            </Text>
          )}
          {state !== "draft" && (
            <Text as="p" tone="subdued" variant="bodySm">
              {`${t("flowLift.lift")}: ${result === null ? t("flowLift.soon") : liftWords(result.lift, t, format)}`}
            </Text>
          )}
        </BlockStack>
      </div>
      {state !== "draft" && (
        <dl className="flow-counts">
          {figures.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
