import { Badge, BlockStack, Link, Text } from "@shopify/polaris";

import type { GroupKind } from "../../community/content/terms.ts";
import type { GroupState } from "../../community/groups.server.ts";
import type { MemberCounts } from "../../community/members/members.server.ts";
import { to } from "../../pages.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import { useLocale, useT } from "../locale.tsx";
import { Row, RowsCard } from "../page/rows-card.tsx";
import { countsWords, kindNames, standings } from "./words.ts";

export type ListedGroup = { groupId: number; state: GroupState; kind: GroupKind; titles: Texts; counts: MemberCounts };

export function GroupList({ listed }: { listed: readonly ListedGroup[] }) {
  const t = useT();
  return (
    <RowsCard title={t("community.yours")} none={t("community.none")}>
      {listed.map((one) => (
        <Line key={one.groupId} one={one} />
      ))}
    </RowsCard>
  );
}

function Line({ one: { groupId, state, kind, titles, counts } }: { one: ListedGroup }) {
  const t = useT();
  const locale = useLocale();
  const { word, tone } = standings[state];
  return (
    <Row end={<Badge {...(tone === undefined ? {} : { tone })}>{t(word)}</Badge>}>
      <BlockStack gap="050">
        <Link url={to("group", { groupId })}>{textIn(titles, locale)}</Link>
        <Text as="p" tone="subdued">
          {t(kindNames[kind])}
        </Text>
        {state !== "draft" && kind !== "council" && <Text as="p">{countsWords(counts, t).join(" · ")}</Text>}
      </BlockStack>
    </Row>
  );
}
