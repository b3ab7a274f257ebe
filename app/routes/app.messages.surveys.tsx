import { Badge, Banner, BlockStack, Button, Card, InlineStack, Link, Select, Text } from "@shopify/polaris";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";

import { now } from "../clock.server.ts";
import { useFormat, useLocale, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { Row, RowsCard } from "../components/page/rows-card.tsx";
import { kindWords, wayWords } from "../components/surveys/words.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { countResponses } from "../insights/survey-results/results.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { isSurveyKind, surveyKinds } from "../surveys/content/kinds.ts";
import { countOpen } from "../surveys/inbox/inbox.server.ts";
import { createSurvey, listSurveys } from "../surveys/surveys.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [own, counts, { open, unread }] = await Promise.all([
    listSurveys(db(), shop.shopId),
    countResponses(db(), shop.shopId),
    countOpen(db(), shop.shopId),
  ]);
  return {
    ...{ open, unread },
    surveys: own.map(({ surveyId, kind, name, ways, updatedAt }) => ({
      ...{ surveyId, kind, name, ways, updatedAt: updatedAt.toISOString(), answers: counts.get(surveyId) ?? 0 },
    })),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const fields = await readFields(request);
  const kind = fields.get("kind");
  const language = fields.get("language") === "de" ? "de" : "en";
  if (!isSurveyKind(kind)) throw new Response("No such kind", { status: 422 });
  const surveyId = await createSurvey(shop.shopId, kind, language, actor, now());
  return surveyId === null ? data({ ok: false as const }, { status: 422 }) : redirect(to("survey", { surveyId }));
}

export default function Surveys() {
  const { surveys, open, unread } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const toast = useToast();
  const making = usePost<{ ok: false }>({ action: to("surveys") });
  const [kind, setKind] = useState("nps");
  useTellOnce(making.answer, () => toast(t("surveys.tooMany"), { isError: true }));
  return (
    <AdminPage
      intro={t("surveys.intro")}
      counts={{ surveys: unread }}
      secondaryActions={[
        { content: t("surveys.inbox"), url: to("feedback") },
        { content: t("surveyChanges.title"), url: to("surveyChanges") },
      ]}
    >
      {open > 0 && (
        <Banner
          tone="warning"
          title={t("surveys.inboxWaiting", { count: open })}
          action={{ content: t("surveys.openInbox"), url: to("feedback") }}
        />
      )}
      <RowsCard
        title={t("surveys.listTitle")}
        none={t("surveys.none")}
        {...(surveys.length > 0 ? { help: t("surveys.listHelp") } : {})}
      >
        {surveys.map(({ surveyId, kind: of, name, ways, updatedAt, answers }) => (
          <Row
            key={surveyId}
            end={
              <InlineStack gap="200" blockAlign="center">
                <Badge>{t("surveys.answers", { count: answers })}</Badge>
                <Link url={to("surveyResults", { surveyId })} accessibilityLabel={`${t("surveys.results")}: ${name}`}>
                  {t("surveys.results")}
                </Link>
              </InlineStack>
            }
          >
            <Link url={to("survey", { surveyId })}>{name}</Link>
            <Text as="p" tone="subdued">
              {[
                t(kindWords[of]),
                ...ways.map((way) => t(wayWords[way])),
                t("surveys.editedOn", { date: format.date(new Date(updatedAt)) }),
              ].join(" · ")}
            </Text>
          </Row>
        ))}
      </RowsCard>
      <Card>
        <BlockStack gap="300">
          <Select
            label={t("surveys.kindLabel")}
            options={surveyKinds.map((value) => ({ value, label: t(kindWords[value]) }))}
            value={kind}
            onChange={setKind}
          />
          <InlineStack>
            <Button loading={making.busy} onClick={() => making.submit({ kind, language: locale })}>
              {t("surveys.add")}
            </Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </AdminPage>
  );
}
