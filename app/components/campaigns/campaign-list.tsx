import { Badge, BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { Campaign, Tally } from "../../campaigns/campaign.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { stateNames, stateTones } from "./campaign-words.ts";

export type CampaignLine = Pick<Campaign, "campaignId" | "name" | "state" | "startsAt" | "begunAt" | "endedAt" | "updatedAt"> & {
  /** Null before it has begun, and while it is counted for the first time. */
  tally: Tally | null;
};

/** A campaign a row: its state, its time, and what has become of its recipients. */
export function CampaignList({ label, lines }: { label: string; lines: readonly CampaignLine[] }) {
  return (
    <Card padding="0">
      <ul className="rows" aria-label={label}>
        {lines.map((line) => (
          <Row key={line.campaignId} line={line} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ line: { campaignId, name, state, tally, ...times } }: { line: CampaignLine }) {
  const t = useT();
  const format = useFormat();
  const time = useTime();
  const figures =
    tally === null
      ? []
      : ([
          [t("campaigns.recipientsCount"), tally.audience],
          [t("campaigns.sent"), tally.sent],
          [t("campaigns.notSent"), tally.notSent + tally.failed],
        ] as const);
  return (
    <li>
      <div className="row-main wrap-anywhere">
        <BlockStack gap="100">
          <InlineStack gap="200" blockAlign="center">
            <Link url={to("campaign", { campaignId })} monochrome removeUnderline>
              <Text as="span" fontWeight="semibold">
                {name}
              </Text>
            </Link>
            <Badge tone={stateTones[state]}>{t(stateNames[state])}</Badge>
          </InlineStack>
          <Text as="p" tone="subdued" variant="bodySm">
            {time(times)}
          </Text>
        </BlockStack>
      </div>
      {figures.length > 0 && (
        <dl className="flow-counts">
          {figures.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{format.number(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

/** The time that matters most of a campaign. */
export function useTime(): (times: Pick<Campaign, "startsAt" | "begunAt" | "endedAt" | "updatedAt">) => string {
  const t = useT();
  const format = useFormat();
  return ({ startsAt, begunAt, endedAt, updatedAt }) => {
    if (endedAt !== null) return t("campaigns.endedAt", { date: format.dateTime(endedAt) });
    if (begunAt !== null) return t("campaigns.begunAt", { date: format.dateTime(begunAt) });
    if (startsAt !== null) return t("campaigns.startsAt", { date: format.dateTime(startsAt) });
    return t("campaigns.editedOn", { date: format.dateTime(updatedAt) });
  };
}
