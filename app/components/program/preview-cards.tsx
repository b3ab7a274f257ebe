import { BlockStack, Card, IndexTable, InlineGrid, Link, List, Text } from "@shopify/polaris";

import type { Earned, Expiry, Preview, TierMove } from "../../preview/preview.ts";
import type { ProgramRules } from "../../program/rules/rules.ts";
import { textIn } from "../../program/rules/texts.ts";
import { to } from "../../pages.ts";
import { TitledCard } from "../reports/titled-card.tsx";
import { useFormat, useLocale, useT } from "../locale.tsx";

type Props = { figures: Preview; before: ProgramRules; after: ProgramRules };

/** What a draft would change, in figures. */
export function PreviewCards({ figures, before, after }: Props) {
  const { orders, examples, tierMoves, liability, expiry, live } = figures;
  const differ = { examples: examples.length > 0, liability: liability.beforeMinor !== liability.afterMinor };
  return (
    <BlockStack gap="400">
      <PointsCard figures={figures} />
      {differ.examples && <ExamplesCard figures={figures} />}
      {tierMoves !== null && tierMoves.length > 0 && <TiersCard live={live} moves={tierMoves} before={before} after={after} />}
      {differ.liability && <LiabilityCard figures={figures} />}
      {expiry !== null && <ExpiryCard before={expiry.before} after={expiry.after} />}
      <UnchangedCard
        orders={orders > 0 && !differ.examples}
        tiers={tierMoves !== null && tierMoves.length === 0}
        liability={!differ.liability}
      />
    </BlockStack>
  );
}

type Unchanged = { orders: boolean; tiers: boolean; liability: boolean };

/** What stays as it is, a line each. */
function UnchangedCard({ orders, tiers, liability }: Unchanged) {
  const t = useT();
  if (!orders && !tiers && !liability) return null;
  return (
    <TitledCard title={t("program.unchanged")}>
      <List>
        {orders && <List.Item>{t("program.examplesNone")}</List.Item>}
        {tiers && <List.Item>{t("program.tiersNone")}</List.Item>}
        {liability && <List.Item>{t("program.liabilitySame")}</List.Item>}
      </List>
    </TitledCard>
  );
}

function Figure({ label, value, note }: { label: string; value: string; note?: string }) {
  return (
    <BlockStack gap="050">
      <Text as="p" tone="subdued">
        {label}
      </Text>
      <Text as="p" variant="headingLg" numeric>
        {value}
      </Text>
      {note !== undefined && (
        <Text as="p" tone="subdued" variant="bodySm">
          {note}
        </Text>
      )}
    </BlockStack>
  );
}

function PointsCard({ figures: { live, orders, before, after, salesMinor, ahead } }: { figures: Preview }) {
  const t = useT();
  const format = useFormat();
  if (orders === 0) {
    return (
      <TitledCard title={t("program.points")}>
        <Text as="p">{t(live ? "program.noOrders" : "program.noOrdersAtAll")}</Text>
      </TitledCard>
    );
  }
  const worth = ({ worthMinor }: Earned) =>
    salesMinor === 0n
      ? t("program.worth", { money: format.money(worthMinor) })
      : t("program.worthShare", {
          money: format.money(worthMinor),
          share: format.percent(Number((worthMinor * 10_000n) / salesMinor) / 10_000),
        });
  const difference = after.points - before.points;
  const share = before.points === 0n ? null : Number((difference * 10_000n) / before.points) / 10_000;
  return (
    <TitledCard title={t("program.points")} help={t(live ? "program.pointsText" : "program.pointsIfLive", { count: orders })}>
      <InlineGrid columns={{ xs: 1, sm: 3 }} gap="400">
        <Figure label={t("program.rulesInForce")} value={format.number(before.points)} note={worth(before)} />
        <Figure label={t("program.draft")} value={format.number(after.points)} note={worth(after)} />
        <Figure
          label={t("program.difference")}
          value={format.signed(difference)}
          {...(share === null ? {} : { note: format.change(share) })}
        />
      </InlineGrid>
      {ahead.map(({ name, from, until }) => (
        <Text as="p" tone="subdued" key={`${name} ${from.toISOString()}`}>
          {until === null
            ? t("program.aheadOpen", { name, from: format.dateTime(from) })
            : t("program.ahead", { name, from: format.dateTime(from), until: format.dateTime(until) })}
        </Text>
      ))}
    </TitledCard>
  );
}

function ExamplesCard({ figures: { examples } }: { figures: Preview }) {
  const t = useT();
  const format = useFormat();
  return (
    <Card padding="0">
      <div className="card-head">
        <Text as="h2" variant="headingMd">
          {t("program.examples")}
        </Text>
      </div>
      <IndexTable
        selectable={false}
        itemCount={examples.length}
        resourceName={{ singular: t("program.order"), plural: t("program.order") }}
        headings={[
          { title: t("program.order") },
          { title: t("program.customer") },
          { title: t("program.before"), alignment: "end" },
          { title: t("program.after"), alignment: "end" },
          { title: t("program.difference"), alignment: "end" },
        ]}
      >
        {examples.map(({ orderId, name, customerId, customer, before, after }, index) => (
          <IndexTable.Row key={orderId.toString()} id={orderId.toString()} position={index}>
            <IndexTable.Cell>
              <Link url={`shopify://admin/orders/${orderId}`} target="_top" monochrome>
                {name}
              </Link>
            </IndexTable.Cell>
            <IndexTable.Cell>
              <Link url={to("customer", { customerId })} monochrome>
                {customer ?? customerId.toString()}
              </Link>
            </IndexTable.Cell>
            <IndexTable.Cell>
              <Text as="span" alignment="end" numeric>
                {format.number(before)}
              </Text>
            </IndexTable.Cell>
            <IndexTable.Cell>
              <Text as="span" alignment="end" numeric>
                {format.number(after)}
              </Text>
            </IndexTable.Cell>
            <IndexTable.Cell>
              <Text as="span" alignment="end" numeric tone={after < before ? "critical" : "success"}>
                {format.signed(after - before)}
              </Text>
            </IndexTable.Cell>
          </IndexTable.Row>
        ))}
      </IndexTable>
    </Card>
  );
}

type TiersProps = { live: boolean; moves: readonly TierMove[]; before: ProgramRules; after: ProgramRules };

function TiersCard({ live, moves, before, after }: TiersProps) {
  const t = useT();
  const locale = useLocale();
  const days = after.tiers?.graceDays ?? 0;
  const grace = days === 0 ? "" : t("program.tiersGrace", { count: days });
  const nameIn = (rules: ProgramRules, key: string | null) => {
    const level = rules.tiers?.levels.find((known) => known.key === key);
    return level === undefined ? (key ?? t("program.noTier")) : textIn(level.name, locale);
  };
  return (
    <TitledCard
      title={t("program.tiers")}
      help={[t(live ? "program.tiersText" : "program.tiersIfLive"), grace].filter((words) => words !== "").join(" ")}
    >
      <ul className="moves">
        {moves.map((move) => (
          <li key={`${move.from} ${move.to}`}>
            <Text as="p" fontWeight="semibold">
              {t("program.move", { count: move.count, from: nameIn(before, move.from), to: nameIn(after, move.to) })}
            </Text>
            <Text as="p" tone="subdued">
              {move.customers.map(({ customerId, name }, index) => (
                <span key={customerId.toString()}>
                  {index > 0 && ", "}
                  <Link url={to("customer", { customerId })} monochrome>
                    {name ?? customerId.toString()}
                  </Link>
                </span>
              ))}
              {move.count > move.customers.length && " …"}
            </Text>
          </li>
        ))}
      </ul>
    </TitledCard>
  );
}

function LiabilityCard({ figures: { liability } }: { figures: Preview }) {
  const t = useT();
  const format = useFormat();
  const { points, beforeMinor, afterMinor } = liability;
  return (
    <TitledCard title={t("program.liability")} help={t("program.liabilityText", { count: points })}>
      <InlineGrid columns={{ xs: 1, sm: 3 }} gap="400">
        <Figure label={t("program.rulesInForce")} value={format.money(beforeMinor)} />
        <Figure label={t("program.draft")} value={format.money(afterMinor)} />
        <Figure label={t("program.difference")} value={signedMoney(afterMinor - beforeMinor, format.money)} />
      </InlineGrid>
    </TitledCard>
  );
}

function signedMoney(minor: bigint, money: (minor: bigint) => string): string {
  return minor > 0n ? `+${money(minor)}` : `−${money(-minor)}`;
}

function ExpiryCard({ before, after }: { before: Expiry; after: Expiry }) {
  const t = useT();
  return (
    <TitledCard title={t("program.expiry")} help={t("program.expiryNotice")}>
      <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
        <ExpirySide label={t("program.expiryNow")} side={before} />
        <ExpirySide label={t("program.expiryThen")} side={after} />
      </InlineGrid>
    </TitledCard>
  );
}

function ExpirySide({ label, side: { points, customers, first } }: { label: string; side: Expiry }) {
  const t = useT();
  const format = useFormat();
  return (
    <BlockStack gap="050">
      <Text as="p" tone="subdued">
        {label}
      </Text>
      <Text as="p" variant="headingLg" numeric>
        {t("program.somePoints", { count: points })}
      </Text>
      {first !== null && (
        <Text as="p" tone="subdued" variant="bodySm">
          {`${t("program.expiryFirst", { count: first.points, date: format.date(first.at) })}; ${t("program.expiryCustomers", { count: customers })}`}
        </Text>
      )}
    </BlockStack>
  );
}
