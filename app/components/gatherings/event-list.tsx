import { Badge, BlockStack, Link, Text } from "@shopify/polaris";

import type { GatheringState } from "../../gatherings/gatherings.server.ts";
import type { Counts } from "../../gatherings/registrations/registrations.server.ts";
import { to } from "../../pages.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { Row, RowsCard } from "../page/rows-card.tsx";
import { countsWords, phaseOf, standings } from "./words.ts";

export type ListedEvent = {
  gatheringId: number;
  state: GatheringState;
  titles: Texts;
  terms: { startsAt: string; endsAt: string; places: number | null } | null;
  counts: Counts;
};

export function EventList({ listed, now }: { listed: readonly ListedEvent[]; now: number }) {
  const t = useT();
  return (
    <RowsCard title={t("gatherings.yours")} none={t("gatherings.none")}>
      {listed.map((one) => (
        <Line key={one.gatheringId} one={one} now={now} />
      ))}
    </RowsCard>
  );
}

function Line({ one, now }: { one: ListedEvent; now: number }) {
  const t = useT();
  const locale = useLocale();
  const format = useFormat();
  const { gatheringId, state, titles, terms, counts } = one;
  const { word, tone } = standings[phaseOf(state, terms, now)];
  return (
    <Row end={<Badge {...(tone === undefined ? {} : { tone })}>{t(word)}</Badge>}>
      <BlockStack gap="050">
        <Link url={to("gathering", { gatheringId })}>{textIn(titles, locale)}</Link>
        {terms !== null && (
          <Text as="p" tone="subdued">
            {format.dateTime(new Date(terms.startsAt))}
          </Text>
        )}
        {terms !== null && <Text as="p">{countsWords(counts, terms.places, t).join(" · ")}</Text>}
      </BlockStack>
    </Row>
  );
}
