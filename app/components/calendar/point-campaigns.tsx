import { Badge, BlockStack, Box, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";

import type { PointCampaign } from "../../insights/campaigns/point-campaigns.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { useDecimal } from "../program/summary.tsx";

/** The campaigns that run on a day of the calendar. */
export function CampaignsOfDay({ campaigns }: { campaigns: readonly PointCampaign[] }) {
  const t = useT();
  return (
    <BlockStack gap="100">
      <ul>
        {campaigns.map((campaign, at) => (
          <li key={at} className={campaign.perMille === 0 ? "calendar-run calendar-run--none" : "calendar-run"}>
            {campaign.name} <Effect campaign={campaign} />
          </li>
        ))}
      </ul>
      {campaigns.length > 1 && <Badge tone="attention">{t("pointsCalendar.atOnce", { count: campaigns.length })}</Badge>}
    </BlockStack>
  );
}

function Effect({ campaign: { perMille } }: { campaign: PointCampaign }) {
  const t = useT();
  const decimal = useDecimal();
  return (
    <Text as="span" fontWeight="semibold">
      {perMille === 0 ? t("pointsCalendar.none") : t("programEdit.times", { factor: decimal(String(perMille / 1_000)) })}
    </Text>
  );
}

/** The same as a table, which says what a calendar only shows. */
export function CampaignTable({ campaigns, name }: { campaigns: readonly PointCampaign[]; name: string }) {
  const t = useT();
  const format = useFormat();
  const condensed = useBreakpoints().smDown;
  const dates = ({ from, until }: PointCampaign) =>
    [
      from === null ? t("pointsCalendar.since") : format.dateTime(from),
      until === null ? t("pointsCalendar.openEnd") : format.dateTime(until),
    ] as const;
  const beside = (campaign: PointCampaign) =>
    campaign.beside.length === 0 ? t("pointsCalendar.alone") : campaign.beside.join(", ");
  const what = (campaign: PointCampaign) => (
    <BlockStack gap="050">
      <Link url={to("multipliers")}>{campaign.name}</Link>
      {campaign.isNarrow && (
        <Text as="span" variant="bodySm" tone="subdued">
          {t("pointsCalendar.narrow")}
        </Text>
      )}
    </BlockStack>
  );
  return (
    <IndexTable
      resourceName={{ singular: t("pointsCalendar.campaign"), plural: t("pointsCalendar.list", { month: name }) }}
      itemCount={campaigns.length}
      selectable={false}
      condensed={condensed}
      headings={[
        { title: t("pointsCalendar.campaign") },
        { title: t("pointsCalendar.effect") },
        { title: t("pointsCalendar.from") },
        { title: t("pointsCalendar.until") },
        { title: t("pointsCalendar.beside") },
      ]}
    >
      {campaigns.map((campaign, index) => (
        <IndexTable.Row key={index} id={String(index)} position={index}>
          {condensed ? (
            <Box padding="300">
              <BlockStack gap="050">
                <InlineStack align="space-between" gap="200" wrap={false}>
                  {what(campaign)}
                  <Effect campaign={campaign} />
                </InlineStack>
                <Text as="span" variant="bodySm" tone="subdued">
                  {dates(campaign).join(" – ")}
                </Text>
                {campaign.beside.length > 0 && (
                  <Text as="span" variant="bodySm">
                    {`${t("pointsCalendar.beside")}: ${beside(campaign)}`}
                  </Text>
                )}
              </BlockStack>
            </Box>
          ) : (
            <>
              <IndexTable.Cell>{what(campaign)}</IndexTable.Cell>
              <IndexTable.Cell>
                <Effect campaign={campaign} />
              </IndexTable.Cell>
              {dates(campaign).map((date, at) => (
                <IndexTable.Cell key={at}>{date}</IndexTable.Cell>
              ))}
              <IndexTable.Cell>{beside(campaign)}</IndexTable.Cell>
            </>
          )}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}
