import { BlockStack, Button, ButtonGroup, Card, Text } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { archivePlanOf, savePlanOf } from "../actions/affiliates/set-up-affiliates.server.ts";
import { percentOf, planDraftOf, planDraftSchema, readPlanDraft, type PlanIssues } from "../affiliates/setup/plan-form.ts";
import { usualPlan, type PlanTerms } from "../affiliates/setup/plan.ts";
import { listPlans } from "../affiliates/setup/plans.server.ts";
import { PlanEditor } from "../components/affiliates/plan-editor.tsx";
import { Empty } from "../components/empty.tsx";
import { useFormat, useLocale, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Edge } from "../components/page/edge.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { jsonField } from "../lib/fields.ts";
import { stringifyJson } from "../lib/json.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";

const planId = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform(BigInt);
const postSchema = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("save"),
    plan: planId.or(z.literal("").transform(() => null)),
    draft: jsonField(20_000).pipe(planDraftSchema),
  }),
  z.object({ intent: z.literal("archive"), plan: planId }),
]);
type Answer = { did: "save" | "archive"; ok: boolean; issues: PlanIssues };

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const plans = await listPlans(db(), shop.shopId);
  return {
    plans: plans.map((plan) => ({ ...plan, draft: planDraftOf(plan.name, plan.terms, shop.currency, locale) })),
    usual: planDraftOf("", usualPlan, shop.currency, locale),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!posted.success) throw new Response("Unknown form", { status: 422 });
  const answer = (given: Answer) => data(given, { status: given.ok ? 200 : 422 });
  if (posted.data.intent === "archive")
    return answer({ did: "archive", ok: await archivePlanOf(shop, posted.data.plan), issues: {} });
  const read = readPlanDraft(posted.data.draft, shop.currency);
  if (!read.ok) return answer({ did: "save", ok: false, issues: read.issues });
  const ok = await savePlanOf(shop, { planId: posted.data.plan, name: read.name, terms: read.terms }, actor);
  return answer({ did: "save", ok, issues: {} });
}

export default function AffiliatePlans() {
  const { usual } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  // The plan that is being written: an id, "" for a new one, null for none.
  const [open, setOpen] = useState<string | null>(null);
  const [draft, setDraft] = useState(usual);
  const [issues, setIssues] = useState<PlanIssues>({});
  const send = () => post.submit({ intent: "save", plan: open ?? "", draft: stringifyJson(draft) });
  const post = usePost<typeof action>({ action: to("affiliatePlans"), again: send });
  useTellOnce(post.answer, ({ did, ok, issues: found }) => {
    setIssues(found);
    if (ok) setOpen(null);
    const words =
      did === "archive"
        ? ok
          ? "affiliatePlans.archived"
          : "affiliatePlans.inUse"
        : ok
          ? "affiliatePlans.saved"
          : "affiliatePlans.failed";
    toast(t(words), { isError: !ok });
    const [first] = Object.keys(found);
    if (first !== undefined) document.getElementById(first)?.focus();
  });
  const begin = (id: string, from: typeof usual) => {
    setOpen(id);
    setDraft(from);
    setIssues({});
  };
  return (
    <AdminPage intro={t("affiliatePlans.intro")}>
      <SaveBar open={open !== null} busy={post.busy} onSave={send} onDiscard={() => setOpen(null)} />
      <BlockStack gap="400">
        {open === null ? (
          <>
            <PlanList
              busy={post.busy}
              onEdit={begin}
              onArchive={(plan) => post.submit({ intent: "archive", plan: plan.toString() })}
            />
            <Edge>
              <Button variant="primary" onClick={() => begin("", usual)}>
                {t("affiliatePlans.newPlan")}
              </Button>
            </Edge>
          </>
        ) : (
          <PlanEditor
            draft={draft}
            issues={issues}
            onType={(change) => {
              setDraft((before) => ({ ...before, ...change }));
              setIssues((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in change))));
            }}
          />
        )}
      </BlockStack>
    </AdminPage>
  );
}

type ListProps = {
  busy: boolean;
  onEdit: (id: string, draft: ReturnType<typeof planDraftOf>) => void;
  onArchive: (planId: bigint) => void;
};

function PlanList({ busy, onEdit, onArchive }: ListProps) {
  const { plans } = useLoaderData<typeof loader>();
  const t = useT();
  const summary = useSummary();
  if (plans.length === 0)
    return (
      <Card>
        <Empty title={t("affiliatePlans.emptyTitle")} text={t("affiliatePlans.emptyText")} />
      </Card>
    );
  return (
    <Card padding="0">
      <ul className="rows" aria-label={t("affiliatePlans.title")}>
        {plans.map(({ planId: id, name, terms, affiliates, draft }) => (
          <li key={id.toString()}>
            <div className="wrap-anywhere row-main">
              <Text as="p" fontWeight="semibold">
                {name}
              </Text>
              <Text as="p" variant="bodySm" tone="subdued">
                {[summary(terms), t("affiliatePlans.users", { count: affiliates })].join(" · ")}
              </Text>
            </div>
            <ButtonGroup>
              <Button accessibilityLabel={t("affiliatePlans.editOf", { name })} onClick={() => onEdit(id.toString(), draft)}>
                {t("affiliatePlans.edit")}
              </Button>
              <Button
                disabled={busy || affiliates > 0}
                accessibilityLabel={t("affiliatePlans.archiveOf", { name })}
                onClick={() => onArchive(id)}
              >
                {t("affiliatePlans.archive")}
              </Button>
            </ButtonGroup>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function useSummary(): (terms: PlanTerms) => string {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  return ({ rate, waitDays, discountPercent }) =>
    t("affiliatePlans.summary", {
      rate:
        rate.kind === "percent"
          ? t("affiliatePlans.summaryPercent", { percent: percentOf(rate.bp, locale) })
          : t("affiliatePlans.summaryAmount", { amount: format.money(BigInt(rate.minor)) }),
      ...{ days: waitDays, discount: discountPercent },
    });
}
