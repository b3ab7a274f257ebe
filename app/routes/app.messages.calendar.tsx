import { BlockStack, Card, Text } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { SentDay } from "../components/calendar/sent-day.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { MonthGrid } from "../components/calendar/month-grid.tsx";
import { MonthTurn } from "../components/calendar/month-turn.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { db } from "../db.server.ts";
import { readCalendar } from "../insights/campaigns/calendar.server.ts";
import { dayKey, monthDays, monthOf } from "../insights/campaigns/month.ts";
import { dayIn } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const today = dayIn(at, shop.timeZone);
  const month = monthDays(monthOf(new URL(request.url).searchParams.get("month"), today), shop.timeZone);
  return { month, today: dayKey(today), entries: [...(await readCalendar(db(), shop, month, at))] };
}

export default function Calendar() {
  const { month, today, entries } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  const name = format.month(new Date(`${month.key}-15T12:00:00Z`));
  return (
    <AdminPage intro={t("calendar.intro")}>
      <Card>
        <BlockStack gap="300">
          <MonthTurn name={name} month={month} page="calendar" />
          <MonthGrid
            month={month}
            name={name}
            today={today}
            entries={new Map(entries)}
            show={(entry) => <SentDay entry={entry} />}
          />
          {entries.length === 0 && (
            <Text as="p" tone="subdued">
              {t("calendar.nothing")}
            </Text>
          )}
          <Text as="p" tone="subdued" variant="bodySm">
            {t("calendar.expectedHelp")}
          </Text>
        </BlockStack>
      </Card>
    </AdminPage>
  );
}
