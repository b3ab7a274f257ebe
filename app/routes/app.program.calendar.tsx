import { BlockStack, Card, Text } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { Empty } from "../components/empty.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { MonthGrid } from "../components/calendar/month-grid.tsx";
import { MonthTurn } from "../components/calendar/month-turn.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { CampaignsOfDay, CampaignTable } from "../components/calendar/point-campaigns.tsx";
import { dayKey, monthDays, monthOf } from "../insights/campaigns/month.ts";
import { pointCalendar } from "../insights/campaigns/point-campaigns.ts";
import { dayIn } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { listVersions } from "../program/history.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const today = dayIn(at, shop.timeZone);
  const month = monthDays(monthOf(new URL(request.url).searchParams.get("month"), today), shop.timeZone);
  const versions = await listVersions(shop.shopId, at);
  return { month, today: dayKey(today), ...pointCalendar(versions, month, shop.timeZone, at) };
}

export default function PointsCalendar() {
  const { month, today, campaigns, days, always } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  const name = format.month(new Date(`${month.key}-15T12:00:00Z`));
  return (
    <AdminPage intro={t("pointsCalendar.intro")}>
      <Card>
        <BlockStack gap="300">
          <MonthTurn name={name} month={month} page="pointsCalendar" />
          {campaigns.length === 0 ? (
            <Empty
              title={t("pointsCalendar.nothing")}
              text={t("pointsCalendar.nothingText")}
              action={{ content: t("pointsCalendar.nothingAction"), url: to("multipliers") }}
            />
          ) : (
            <div className="calendar-wide">
              <MonthGrid
                {...{ month, name, today }}
                entries={new Map(days)}
                show={(places) => <CampaignsOfDay campaigns={campaigns.filter((_, place) => places.includes(place))} />}
              />
            </div>
          )}
          {always.length > 0 && (
            <Text as="p" tone="subdued">
              {t("pointsCalendar.always", { names: always.join(", ") })}
            </Text>
          )}
          {campaigns.some(({ beside }) => beside.length > 0) && (
            <Text as="p" tone="subdued" variant="bodySm">
              {t("pointsCalendar.overlapHelp")}
            </Text>
          )}
        </BlockStack>
      </Card>
      {campaigns.length > 0 && (
        <Card padding="0">
          <CampaignTable campaigns={campaigns} name={name} />
        </Card>
      )}
    </AdminPage>
  );
}
