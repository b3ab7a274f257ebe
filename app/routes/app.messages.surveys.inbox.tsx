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
import { CaseFilters } from "../components/surveys/inbox/case-filters.tsx";
import { db } from "../db.server.ts";
import { ownWords } from "../insights/survey-results/counted.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { listStaff } from "../shops/staff/staff.server.ts";
import { userIn } from "../shops/staff/staff.ts";
import { nameChanges } from "../surveys/changes/changes.server.ts";
import { answerWords, wordsIn } from "../surveys/content/survey.ts";
import { LONGEST_TAG } from "../surveys/inbox/case.ts";
import { readHandling } from "../surveys/inbox/handling.ts";
import { countOpen, listCases, listTags, type CaseFilter } from "../surveys/inbox/inbox.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

const PAGE = 20;

/** What the address asks for. `to`: "me", "nobody", or a Shopify user id. */
function filterIn(query: URLSearchParams, actor: string): { filter: CaseFilter; to: string | null } {
  const to = query.get("to");
  const tag = query.get("tag");
  const known = to !== null && /^(?:me|nobody|[1-9]\d{0,17})$/.test(to) ? to : null;
  const assigned = known === null || known === "nobody" ? known : known === "me" ? actor : `merchant:${known}`;
  const wanted = tag === null || tag === "" ? null : tag.toWellFormed().replaceAll("\0", "").slice(0, LONGEST_TAG);
  return { filter: { closed: query.get("tab") === "closed", to: assigned, tag: wanted }, to: known };
}

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale, actor } = await authenticateMerchant(request);
  const { searchParams } = new URL(request.url);
  const { filter, to: assignee } = filterIn(searchParams, actor);
  const asked = searchParams.get("page") ?? "";
  const page = /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : 1;
  const [{ cases, more }, staff, counts, tags, changes] = await Promise.all([
    listCases(db(), shop.shopId, filter, { limit: PAGE, offset: (page - 1) * PAGE }, now()),
    listStaff(db(), shop.shopId),
    countOpen(db(), shop.shopId),
    listTags(db(), shop.shopId, filter.closed),
    nameChanges(db(), shop.shopId),
  ]);
  const nameOf = (who: string) => staff[userIn(who) ?? ""] ?? userIn(who) ?? who;
  const me = userIn(actor);
  const colleagues = Object.entries(staff).flatMap(([id, name]) => (id === me ? [] : [{ id, name }]));
  return {
    ...{ page, more, ...counts, closed: filter.closed, assignee, tag: filter.tag, me, colleagues, tags },
    changes: changes.map(({ changeId, title, toldAt }) => ({ changeId, title: wordsIn(title, locale), told: toldAt !== null })),
    cases: cases.map((one) => {
      const [first] = one.definition.questions;
      return {
        ...{
          responseId: String(one.responseId),
          customerId: String(one.customerId),
          customer: one.customer,
          survey: one.survey,
          way: one.way,
        },
        ...{
          answeredAt: one.answeredAt.toISOString(),
          seen: one.changedAt.toISOString(),
          pauses: one.pauses,
          unread: one.unread,
          tags: one.tags,
          changeIds: one.changeIds,
        },
        answer: first === undefined || first.type === "text" ? "" : answerWords(first, one.answers[first.id], locale),
        words: ownWords(one.definition, one.answers, locale),
        closed: one.closedAt === null ? null : { at: one.closedAt.toISOString(), by: nameOf(one.closedBy ?? "") },
        assigned: one.assignedTo === null ? null : { id: userIn(one.assignedTo) ?? "", name: nameOf(one.assignedTo) },
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
  const { cases, page, more, open, unread, ...rest } = useLoaderData<typeof loader>();
  const { closed, assignee, tag, me, colleagues, tags, changes } = rest;
  const t = useT();
  const navigate = useNavigate();
  const tab = closed ? "closed" : null;
  const address = (number: number) => to("feedback", { tab, to: assignee, tag, page: number });
  const isFiltered = assignee !== null || tag !== null;
  return (
    <AdminPage
      intro={t("surveys.inboxIntro")}
      secondaryActions={[{ content: t("surveyChanges.title"), url: to("surveyChanges") }]}
    >
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
          <CaseFilters
            {...{ assignee, tag, tags, colleagues, unread: closed ? 0 : unread }}
            onFilter={(wanted) => navigate(to("feedback", { tab, ...wanted }))}
          />
          {cases.length === 0 ? (
            <Card>
              {isFiltered ? (
                <Empty title={t("surveys.filteredEmpty")} text={t("surveys.filteredEmptyText")} />
              ) : (
                <Empty title={t("surveys.inboxEmpty")} text={t("surveys.inboxEmptyText")} />
              )}
            </Card>
          ) : (
            cases.map((shown) => <CaseCard key={shown.responseId} {...{ shown, me, colleagues, changes }} />)
          )}
        </BlockStack>
      </div>
      <Pages previous={page > 1 ? address(page - 1) : null} next={more ? address(page + 1) : null} />
    </AdminPage>
  );
}
