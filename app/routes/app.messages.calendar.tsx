import { BlockStack, Card, Text } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { useLive } from "../components/batches/progress.tsx";
import { SentDay } from "../components/calendar/sent-day.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { MonthGrid } from "../components/calendar/month-grid.tsx";
import { MonthTurn } from "../components/calendar/month-turn.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { db } from "../db.server.ts";
import { listOldVolumes } from "../flows/forecast/kept/volumes.server.ts";
import { readCalendar } from "../insights/campaigns/calendar.server.ts";
import { dayKey, monthDays, monthOf } from "../insights/campaigns/month.ts";
import { dayIn } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { enqueue } from "../queue/queue.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const today = dayIn(at, shop.timeZone);
  const month = monthDays(monthOf(new URL(request.url).searchParams.get("month"), today), shop.timeZone);
  const { days, asOf } = await readCalendar(db(), shop, month, at);
  // Where a flow was live before what is expected of it was kept, or the night has not come to it yet.
  const old = await listOldVolumes(db(), shop, at);
  await enqueue("expect-emails", old);
  return { month, today: dayKey(today), entries: [...days], asOf, isWaiting: old.length > 0 };
}

export default function Calendar() {
  const { month, today, entries, asOf, isWaiting } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  useLive(isWaiting);
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
            show={(entry, day) => <SentDay entry={entry} isToday={day === today} />}
          />
          {entries.length === 0 && (
            <Text as="p" tone="subdued">
              {t("calendar.nothing")}
            </Text>
          )}
          {asOf !== null && (
            <Text as="p" tone="subdued" variant="bodySm">
              {t("calendar.expectedHelp", { at: format.dateTime(asOf) })}
            </Text>
          )}
          {isWaiting && (
            <Text as="p" tone="subdued" variant="bodySm">
              {t("calendar.expectedSoon")}
            </Text>
          )}
        </BlockStack>
      </Card>
    </AdminPage>
  );
}
