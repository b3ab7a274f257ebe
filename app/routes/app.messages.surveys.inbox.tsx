import { BlockStack, Card, Tabs } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";

import { handleFeedback } from "../actions/merchant/handle-feedback.server.ts";
import { now } from "../clock.server.ts";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Pages } from "../components/page/pages.tsx";
import { CaseCard } from "../components/surveys/inbox/case-card.tsx";
import { db } from "../db.server.ts";
import { ownWords } from "../insights/survey-results/counted.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { listStaff } from "../shops/staff/staff.server.ts";
import { userIn } from "../shops/staff/staff.ts";
import { answerWords } from "../surveys/content/survey.ts";
import { readHandling } from "../surveys/inbox/handling.ts";
import { countOpen, listCases } from "../surveys/inbox/inbox.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

const PAGE = 20;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale, actor } = await authenticateMerchant(request);
  const { searchParams } = new URL(request.url);
  const closed = searchParams.get("tab") === "closed";
  const asked = searchParams.get("page") ?? "";
  const page = /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : 1;
  const [{ cases, more }, staff, open] = await Promise.all([
    listCases(db(), shop.shopId, closed, { limit: PAGE, offset: (page - 1) * PAGE }, now()),
    listStaff(db(), shop.shopId),
    countOpen(db(), shop.shopId),
  ]);
  const nameOf = (who: string) => staff[userIn(who) ?? ""] ?? userIn(who) ?? who;
  return {
    ...{ closed, page, more, open },
    cases: cases.map((one) => {
      const [first] = one.definition.questions;
      return {
        ...{
          messageId: String(one.messageId),
          surveyId: one.surveyId,
          customerId: String(one.customerId),
          customer: one.customer,
        },
        ...{
          survey: one.survey,
          answeredAt: one.answeredAt.toISOString(),
          seen: one.changedAt.toISOString(),
          pauses: one.pauses,
          unread: one.unread,
          tags: one.tags,
        },
        answer: first === undefined || first.type === "text" ? "" : answerWords(first, one.answers[first.id], locale),
        words: ownWords(one.definition, one.answers, locale),
        closed: one.closedAt === null ? null : { at: one.closedAt.toISOString(), by: nameOf(one.closedBy ?? "") },
        ...{ assigned: one.assignedTo === null ? null : nameOf(one.assignedTo), mine: one.assignedTo === actor },
        replies: one.replies.map(({ text, actor: by, createdAt, state, reason }) => ({
          ...{ text, by: nameOf(by), at: createdAt.toISOString(), state, reason },
        })),
      };
    }),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const handling = readHandling(await readFields(request));
  if (handling === null) throw new Response("Unknown intent", { status: 422 });
  return handleFeedback(shop, handling, actor);
}

/** Answers to surveys that ask for somebody: dissatisfied ones, and what customers wrote. */
export default function Feedback() {
  const { cases, closed, page, more, open } = useLoaderData<typeof loader>();
  const t = useT();
  const navigate = useNavigate();
  const address = (number: number) => to("feedback", { tab: closed ? "closed" : null, page: number });
  return (
    <AdminPage intro={t("surveys.inboxIntro")}>
      <Tabs
        tabs={[
          { id: "open", content: t("surveys.tabOpen", { open }), panelID: "feedback-panel" },
          { id: "closed", content: t("surveys.tabClosed"), panelID: "feedback-panel" },
        ]}
        selected={closed ? 1 : 0}
        onSelect={(at) => navigate(at === 1 ? to("feedback", { tab: "closed" }) : to("feedback"))}
      />
      <div id="feedback-panel" tabIndex={-1}>
        <BlockStack gap="400">
          {cases.length === 0 ? (
            <Card>
              <Empty title={t("surveys.inboxEmpty")} text={t("surveys.inboxEmptyText")} />
            </Card>
          ) : (
            cases.map((shown) => <CaseCard key={`${shown.messageId}-${shown.surveyId}`} shown={shown} />)
          )}
        </BlockStack>
      </div>
      <Pages previous={page > 1 ? address(page - 1) : null} next={more ? address(page + 1) : null} />
    </AdminPage>
  );
}
