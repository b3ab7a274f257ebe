import { BlockStack, Button, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { giveOwed } from "../actions/merchant/give-owed.server.ts";
import { Empty } from "../components/empty.tsx";
import { useFormat, useLocale, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { Row, RowsCard } from "../components/page/rows-card.tsx";
import { usePersonName } from "../components/points-tools/person-name.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { listOwed, type OwedReward } from "../insights/redemptions/owed.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { textIn } from "../program/rules/texts.ts";

const LISTED = 100;

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  return { owed: await listOwed(db(), shop.shopId, LISTED) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const given = await giveOwed(shop);
  return data({ given }, { status: given === 0 ? 422 : 200 });
}

export default function OwedRewards() {
  const { owed } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const post = usePost<typeof action>({ action: to("owed") });
  useTellOnce(post.answer, ({ given }) =>
    toast(given === 0 ? t("owed.none") : t("owed.given", { count: given }), { isError: given === 0 }),
  );
  return (
    <AdminPage intro={t("owed.intro")}>
      {owed.length === 0 ? (
        <Card>
          <Empty title={t("owed.emptyTitle")} text={t("owed.emptyText")} />
        </Card>
      ) : (
        <RowsCard
          title={t("owed.count", { count: owed.length })}
          none={null}
          help={
            <BlockStack gap="300">
              <Text as="p">{t("owed.text")}</Text>
              <InlineStack>
                <Button variant="primary" loading={post.busy} onClick={() => post.submit({})}>
                  {t("owed.again")}
                </Button>
              </InlineStack>
            </BlockStack>
          }
        >
          {owed.map((one, at) => (
            <Line key={at} one={one} />
          ))}
        </RowsCard>
      )}
    </AdminPage>
  );
}

function Line({ one }: { one: OwedReward }) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const name = usePersonName()(one);
  const { customerId, reward, since, why } = one;
  return (
    <Row>
      <BlockStack gap="050">
        <Link url={to("customer", { customerId })}>{name}</Link>
        <Text as="p">
          {t("owed.line", { reward: reward === null ? "–" : textIn(reward, locale), date: format.date(since) })} ·{" "}
          <Source one={one} />
        </Text>
        <Text as="p" tone="subdued">
          {t(why === "missing" ? "owed.missing" : "owed.refused")}
        </Text>
      </BlockStack>
    </Row>
  );
}

/** What it was promised for, with the way to it. */
function Source({ one: { source, sourceId, title } }: { one: OwedReward }) {
  const t = useT();
  const locale = useLocale();
  if (source === "payout") return <Link url={to("affiliatePayouts")}>{t("owed.payout")}</Link>;
  if (source === "referral" || sourceId === null) return <Link url={to("referrals")}>{t("owed.referral")}</Link>;
  const url = source === "draw" ? to("draw", { drawId: sourceId }) : to("achievement", { achievementId: sourceId });
  return <Link url={url}>{title === null ? String(sourceId) : textIn(title, locale)}</Link>;
}
