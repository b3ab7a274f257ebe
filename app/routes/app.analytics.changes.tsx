import { Banner, Card, InlineGrid, Select, Text } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { useLive } from "../components/batches/progress.tsx";
import { Empty } from "../components/empty.tsx";
import { ChangeCard } from "../components/figures/change-card.tsx";
import { flowTitle } from "../components/flows/words/flow-words.ts";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { db } from "../db.server.ts";
import { listChanges, periodAfter } from "../insights/figures/changes.server.ts";
import { laterFigures } from "../insights/figures/kept/later.server.ts";
import { readFigures } from "../insights/figures/kept/read.server.ts";
import { LENGTHS } from "../insights/figures/period.ts";
import { shopDay } from "../insights/scores/shop-day.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const query = new URL(request.url).searchParams;
  const changes = await listChanges(db(), shop, at);
  const days = LENGTHS.find((length) => String(length) === query.get("days")) ?? 30;
  const chosen = changes.find(({ key }) => key === query.get("change")) ?? changes[0] ?? null;
  const period = chosen === null ? null : periodAfter(chosen, days, shopDay(shop, at) - 1);
  return {
    ...{ changes, days, chosen: chosen?.key ?? "" },
    shown: period === null ? null : await readFigures(db(), shop, at, period, laterFigures(shop)),
  };
}

export default function Changes() {
  const { changes, days, chosen, shown } = useLoaderData<typeof loader>();
  useLive(shown?.working === true);
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  const options = changes.map((change) => {
    const values = { version: format.number(change.version), date: format.date(change.at) };
    const label =
      change.kind === "program"
        ? t("figures.changeProgram", values)
        : t("figures.changeFlow", { ...values, name: flowTitle(change, t) });
    return { value: change.key, label };
  });
  if (options.length === 0)
    return (
      <AdminPage intro={t("figures.changesIntro")}>
        <Card>
          <Empty
            title={t("figures.changesNone")}
            text={t("figures.changesNoneText")}
            action={{ content: t("figures.changesNoneAction"), url: to("flows") }}
          />
        </Card>
      </AdminPage>
    );
  const names = {
    30: t("figures.days", { count: 30 }),
    90: t("figures.days", { count: 90 }),
    365: t("figures.days", { count: 365 }),
  };
  return (
    <AdminPage intro={t("figures.changesIntro")}>
      <Card>
        <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
          <Select
            label={t("figures.change")}
            options={options}
            value={chosen}
            onChange={(change) => navigate(to("changes", { change, days }))}
          />
          <Select
            label={t("figures.changeSpan")}
            helpText={t("figures.changeSpanHelp")}
            options={LENGTHS.map((length) => ({ value: String(length), label: names[length] }))}
            value={String(days)}
            onChange={(length) => navigate(to("changes", { change: chosen, days: length }))}
          />
        </InlineGrid>
      </Card>
      {shown?.working === true && (
        <Banner>
          <p role="status">{t("figures.coming")}</p>
        </Banner>
      )}
      {shown === null ? (
        <Card>
          <Text as="p">{t("figures.changeTooEarly")}</Text>
        </Card>
      ) : (
        <ChangeCard title={options.find(({ value }) => value === chosen)?.label ?? ""} shown={shown} days={days} />
      )}
    </AdminPage>
  );
}
