import { Banner, Card, Text } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { refitPredictions } from "../actions/merchant/refit-predictions.server.ts";
import { now } from "../clock.server.ts";
import { useLive } from "../components/batches/progress.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Edge } from "../components/page/edge.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { ComparisonCard } from "../components/predictions/comparison-card.tsx";
import { MissingCard } from "../components/predictions/missing-card.tsx";
import { OutlookFigures } from "../components/predictions/outlook-card.tsx";
import { db } from "../db.server.ts";
import { RELATED } from "../insights/predictions/spend/steadiness.ts";
import { readOverview } from "../insights/scores/overview.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { enqueue } from "../queue/queue.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { summary, model, stale } = await readOverview(db(), shop, now());
  if (stale) await enqueue("score-customers", [{ shopId: shop.shopId }]);
  return { outlook: summary?.outlook ?? null, model };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const askedAt = now();
  await refitPredictions(shop);
  return { askedAt };
}

export default function Predictions() {
  const { outlook, model } = useLoaderData<typeof loader>();
  const { busy, submit, answer } = usePost<typeof action>();
  const t = useT();
  const format = useFormat();
  const working = model === null || (answer !== undefined && model.fittedAt < answer.askedAt);
  useLive(working);
  const refit = {
    content: t("predictions.refit"),
    loading: busy,
    disabled: working,
    onAction: () => submit({ intent: "refit" }),
  };
  if (model === null)
    return (
      <AdminPage intro={t("predictions.intro")}>
        <Card>
          <Text as="p">
            <span role="status">{t("predictions.coming")}</span>
          </Text>
        </Card>
      </AdminPage>
    );
  const { fitted, fittedAt } = model;
  return (
    <AdminPage intro={t("predictions.intro")} secondaryActions={[refit]}>
      {working && (
        <Banner>
          <p>{t("predictions.coming")}</p>
        </Banner>
      )}
      {fitted.missing.length > 0 && <MissingCard title={t("predictions.missing")} missing={fitted.missing} />}
      {outlook !== null && <OutlookFigures outlook={outlook} />}
      {fitted.missing.length === 0 && fitted.missingForSpend.length > 0 && (
        <MissingCard title={t("predictions.missingSpend")} missing={fitted.missingForSpend} />
      )}
      {fitted.comparison !== null && <ComparisonCard comparison={fitted.comparison} />}
      {Math.abs(fitted.related ?? 0) >= RELATED && fitted.spend !== null && (
        <Banner tone="warning" title={t("predictions.relatedTitle")}>
          <p>{t("predictions.relatedText")}</p>
        </Banner>
      )}
      <Edge>
        <Text as="p" variant="bodySm" tone="subdued">
          {t("predictions.fittedAt", { at: format.dateTime(fittedAt) })}
        </Text>
      </Edge>
    </AdminPage>
  );
}
