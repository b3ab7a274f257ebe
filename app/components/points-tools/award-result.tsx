import { BlockStack, Card, DataTable, InlineGrid, Link, Text } from "@shopify/polaris";

import type { AwardResult } from "../../points/orders/award-history.ts";
import type { Person } from "../../points/adjusting/adjust-many.server.ts";
import { Figure } from "../figure.tsx";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { usePersonName } from "./person-name.ts";
import { to } from "../../pages.ts";

type Props = { result: AwardResult; worthMinor: bigint; people: readonly Person[]; dryRun: boolean };

/** What an award of past orders brings or brought, in totals, by month and for whom most. */
export function AwardOutcome({ result, worthMinor, people, dryRun }: Props) {
  const t = useT();
  const format = useFormat();
  return (
    <BlockStack gap="400">
      <Text as="h2" variant="headingMd" visuallyHidden>
        {t("pointsTools.awardTitle")}
      </Text>
      <InlineGrid columns={{ xs: 1, sm: 3 }} gap="400">
        <Figure
          name={t("pointsTools.figureOrders")}
          value={format.number(result.orders)}
          notes={[t("pointsTools.customers", { count: result.customers })]}
        />
        <Figure
          name={t("pointsTools.figurePoints")}
          value={format.number(result.available + result.pending)}
          notes={[
            t("pointsTools.figureAvailable", { points: result.available }),
            t("pointsTools.figurePending", { points: result.pending }),
          ]}
        />
        <Figure name={t("pointsTools.figureWorth")} value={format.money(worthMinor)} notes={[t("pointsTools.figureWorthNote")]} />
      </InlineGrid>
      {result.top.length > 0 && <Top result={result} people={people} dryRun={dryRun} />}
      {result.top.length > 0 && <Months result={result} />}
    </BlockStack>
  );
}

function Top({ result, people, dryRun }: Omit<Props, "worthMinor">) {
  const t = useT();
  const format = useFormat();
  const nameOf = usePersonName();
  const names = new Map(people.map((person) => [person.customerId, nameOf(person)]));
  return (
    <Table title={dryRun ? t("pointsTools.topTitle") : t("pointsTools.topTitleDone")} first={t("pointsTools.customer")}>
      {result.top.map(({ customerId, orders, points }) => [
        <Link key={customerId.toString()} url={to("customer", { customerId })} removeUnderline>
          {names.get(customerId) ?? t("pointsTools.nameless")}
        </Link>,
        format.number(orders),
        format.number(points),
      ])}
    </Table>
  );
}

function Months({ result }: { result: AwardResult }) {
  const t = useT();
  const format = useFormat();
  const nameOf = new Intl.DateTimeFormat(useLocale(), { month: "long", year: "numeric", timeZone: "UTC" });
  const months = Object.entries(result.months).sort(([a], [b]) => b.localeCompare(a));
  return (
    <Table title={t("pointsTools.monthsTitle")} first={t("pointsTools.month")}>
      {months.map(([month, { orders, points }]) => [
        nameOf.format(new Date(`${month}-15T00:00:00Z`)),
        format.number(orders),
        format.number(points),
      ])}
    </Table>
  );
}

function Table({ title, first, children }: { title: string; first: string; children: (string | React.ReactElement)[][] }) {
  const t = useT();
  return (
    <Card padding="0">
      <BlockStack>
        <div className="card-heading">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
        </div>
        <DataTable
          columnContentTypes={["text", "numeric", "numeric"]}
          headings={[first, t("pointsTools.ordersColumn"), t("pointsTools.pointsColumn")]}
          rows={children}
          increasedTableDensity
        />
      </BlockStack>
    </Card>
  );
}
