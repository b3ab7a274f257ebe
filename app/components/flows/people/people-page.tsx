import { BlockStack, Box, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { Draft } from "../../../flows/editing/draft.ts";
import { find } from "../../../flows/editing/tree.ts";
import type { FlowPerson } from "../../../insights/flow-people/people.server.ts";
import { writePeopleQuery, type PeopleQuery } from "../../../insights/flow-people/query.ts";
import type { FlowShop } from "../../../insights/flow-shop.server.ts";
import { noonOf } from "../../../insights/scores/shop-day.ts";
import { to } from "../../../pages.ts";
import { Empty } from "../../empty.tsx";
import { useFormat, useShop, useT } from "../../locale.tsx";
import { AdminPage } from "../../page/admin-page.tsx";
import { useDownload } from "../../page/download.tsx";
import { Pages } from "../../page/pages.tsx";
import { deferWords, reasonWords } from "../../words/reasons.ts";
import { stepName } from "../words/difference-words.ts";
import { flowTitle } from "../words/flow-words.ts";
import { useStepWords } from "../words/use-words.ts";
import { figureNames } from "./people-words.ts";

type Props = {
  flow: { flowId: number; name: string | null; preset: string | null; draft: Draft };
  shop: FlowShop;
  query: PeopleQuery;
  people: readonly FlowPerson[];
  /** Before which one the next page begins; null: there is none. */
  next: bigint | null;
};

/** The customers behind a figure of a flow, the latest first. */
export function PeoplePage({ flow, shop, query, people, next }: Props) {
  const t = useT();
  const { flowId, draft } = flow;
  const { figure, stepId, recent, reason, within } = query;
  const format = useFormat();
  const own = useShop();
  const words = useStepWords(shop, draft.hour);
  const step = stepId === null ? undefined : find(draft.steps, stepId)?.step;
  const place =
    stepId === null
      ? t("flowPeople.whole")
      : step === undefined
        ? t("flowForecast.earlierStep")
        : `${stepName(draft, step, t, words)} · ${words.step(step)}`;
  const name = flowTitle(flow, t);
  const { busy, download } = useDownload({
    url: to("flowPeopleCsv", { flowId }, writePeopleQuery({ ...query, before: null })),
    fileName: `reprise-flow-${flowId}-${figure}.csv`,
    failed: t("flowPeople.exportFailed"),
  });
  const address = (before: bigint | null) => to("flowPeople", { flowId }, writePeopleQuery({ ...query, before }));
  const days =
    within === null
      ? []
      : [t("flowPeople.within", { from: format.date(noonOf(own, within.first)), to: format.date(noonOf(own, within.last)) })];
  const why = reason === null ? null : figure === "deferred" ? deferWords(t, reason) : reasonWords(t, reason);
  return (
    <AdminPage
      title={t("flowPeople.titleOf", { flow: name })}
      secondaryActions={[{ content: t("flowPeople.export"), loading: busy, onAction: download }]}
    >
      <Card padding="0">
        <Box padding="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {why === null ? t(figureNames[figure]) : `${t(figureNames[figure])}: ${why}`}
            </Text>
            <div className="wrap-anywhere">
              <Text as="p" tone="subdued">
                {[place, ...((stepId === null && !recent) || figure === "waiting" ? [] : [t("flow.figuresOf")]), ...days].join(
                  " · ",
                )}
              </Text>
            </div>
          </BlockStack>
        </Box>
        {people.length === 0 ? (
          <Empty
            title={t("flowPeople.none")}
            text={t("flowPeople.noneText")}
            action={{ content: t("flowPeople.back"), url: to("flow", { flowId }) }}
          />
        ) : (
          <ul className="rows" aria-label={t(figureNames[figure])}>
            {people.map((person) => (
              <Person key={String(person.id)} person={person} query={query} />
            ))}
          </ul>
        )}
        <Pages previous={query.before === null ? null : address(null)} next={next === null ? null : address(next)} />
      </Card>
    </AdminPage>
  );
}

function Person({ person, query: { figure } }: { person: FlowPerson; query: PeopleQuery }) {
  const t = useT();
  const format = useFormat();
  const { customerId, name, email, at, reason, order } = person;
  const called = name ?? email ?? t("customers.nameless");
  const why = reason === null ? null : figure === "deferred" ? deferWords(t, reason) : reasonWords(t, reason);
  return (
    <li>
      <div className="row-main wrap-anywhere">
        <BlockStack gap="050">
          <Link url={to("customer", { customerId })} monochrome removeUnderline>
            <Text as="span" fontWeight="semibold">
              {called}
            </Text>
          </Link>
          {name !== null && email !== null && (
            <Text as="p" tone="subdued">
              {email}
            </Text>
          )}
          {why !== null && (
            <Text as="p" tone="subdued" variant="bodySm">
              {why}
            </Text>
          )}
        </BlockStack>
      </div>
      <InlineStack align="end">
        <BlockStack gap="050" inlineAlign="end">
          {order !== null && <Text as="span">{`${order.name} · ${format.money(order.netMinor)}`}</Text>}
          {at !== null && (
            <Text as="span" tone="subdued" variant="bodySm">
              {format.dateTime(at)}
            </Text>
          )}
        </BlockStack>
      </InlineStack>
    </li>
  );
}
