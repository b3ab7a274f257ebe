import { BlockStack, Button, Card, Link, Text } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import {
  approveAffiliate,
  changePlanOf,
  declineAffiliate,
  endAffiliate,
  type Decided,
} from "../actions/affiliates/decide-affiliate.server.ts";
import { payeeOf } from "../actions/affiliates/take-part.server.ts";
import { ACCOUNT_LINK_DAYS, accountToken } from "../affiliates/account-link.server.ts";
import { listOrders, readBalances } from "../affiliates/ledger/balance.server.ts";
import { getAffiliate } from "../affiliates/people/affiliates.server.ts";
import { mayApplyFrom, readAffiliateCode, suggestCode } from "../affiliates/people/application.ts";
import { accountHint } from "../affiliates/people/payee.ts";
import { listPayouts } from "../affiliates/payouts/read.server.ts";
import { listPlans } from "../affiliates/setup/plans.server.ts";
import { readAffiliateProgram } from "../affiliates/setup/settings.server.ts";
import { now } from "../clock.server.ts";
import { AffiliateState } from "../components/affiliates/affiliate-list.tsx";
import { methodWords } from "../components/affiliates/method-words.ts";
import { DecisionCard, PlanSelect } from "../components/affiliates/decision-card.tsx";
import { Facts, OrderList } from "../components/affiliates/facts.tsx";
import { PayoutList } from "../components/affiliates/payout-list.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Confirm } from "../components/page/bridge/confirm.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Edge } from "../components/page/edge.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { cleanText } from "../lib/fields.ts";
import { idFromText } from "../lib/gid.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { readStorefront } from "../shops/shops.server.ts";
import { accountLinkOf, partnerLink } from "../shops/storefront/storefront-links.ts";

const LISTED = 25;
const planId = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform(BigInt);
const postSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("approve"), plan: planId, code: z.string().max(100) }),
  z.object({ intent: z.literal("decline"), reason: z.string().max(500) }),
  z.object({ intent: z.literal("plan"), plan: planId }),
  z.object({ intent: z.literal("end") }),
]);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { shopId } = shop;
  const affiliateId = idFromText(params["affiliateId"]);
  const found = affiliateId === null ? null : await getAffiliate(db(), shopId, affiliateId);
  if (found === null || affiliateId === null) throw new Response("No such affiliate", { status: 404 });
  const at = now();
  const [balances, orders, payouts, plans, payee, storefront, { settings }] = await Promise.all([
    readBalances(db(), shopId, [affiliateId], at),
    listOrders(db(), shopId, affiliateId, LISTED),
    listPayouts(db(), shopId, { affiliateId }, LISTED),
    listPlans(db(), shopId),
    payeeOf(shop, affiliateId),
    readStorefront(db(), shop),
    readAffiliateProgram(db(), shopId),
  ]);
  const recruiter = found.recruitedBy === null ? null : await getAffiliate(db(), shopId, found.recruitedBy);
  const isUnbound = found.customerId === null && found.email !== null && found.approvedAt !== null;
  // What is sealed stays on the server, and so does the account: only a hint of it is shown.
  return {
    affiliate: { ...found, payee: null },
    recruiter: recruiter === null ? null : { affiliateId: recruiter.affiliateId, name: recruiter.name },
    ...{ orders, payouts, at, balance: balances.get(affiliateId) ?? null },
    plans: plans.map(({ planId: id, name, terms }) => ({ planId: id, name, discountPercent: terms.discountPercent })),
    suggested: suggestCode(found.name ?? "", plans[0]?.terms.discountPercent ?? 10),
    payee: payee === null ? null : { name: payee.name, method: payee.method, hint: accountHint(payee) },
    link: found.code === null ? null : partnerLink(storefront, found.code),
    accountLink: isUnbound ? accountLinkOf(storefront, accountToken(shopId, affiliateId, at)) : null,
    accountLinkDays: ACCOUNT_LINK_DAYS,
    reapplyDays: settings.reapplyDays,
    againFrom:
      found.state === "declined" && found.decidedAt !== null ? mayApplyFrom(found.decidedAt, settings.reapplyDays) : null,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const affiliateId = idFromText(params["affiliateId"]);
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!posted.success || affiliateId === null) throw new Response("Unknown intent", { status: 422 });
  const answer = (outcome: Decided | "wrong-code") => data({ outcome }, { status: outcome === "done" ? 200 : 422 });
  switch (posted.data.intent) {
    case "approve": {
      const code = readAffiliateCode(posted.data.code);
      if (code === null) return answer("wrong-code");
      return answer(await approveAffiliate(shop, affiliateId, { planId: posted.data.plan, code }, actor));
    }
    case "decline":
      return answer(await declineAffiliate(shop, affiliateId, cleanText(posted.data.reason.trim()), actor));
    case "plan":
      return answer(await changePlanOf(shop, affiliateId, posted.data.plan));
    case "end":
      return answer(await endAffiliate(shop, affiliateId));
  }
}

export default function AffiliatePage() {
  const { affiliate, balance, orders, payouts, plans, suggested, reapplyDays, payee, link, at } = useLoaderData<typeof loader>();
  const { affiliateId, name, state } = affiliate;
  const t = useT();
  const format = useFormat();
  const toast = useToast();
  const post = usePost<typeof action>({ action: to("affiliate", { affiliateId }) });
  const [wrongCode, setWrongCode] = useState<string>();
  useTellOnce(post.answer, ({ outcome }) => {
    const text =
      outcome === "done"
        ? t("affiliates.done")
        : outcome === "taken"
          ? t("affiliates.taken")
          : outcome === "wrong-code"
            ? t("affiliates.wrongCode")
            : t("affiliates.gone");
    setWrongCode(outcome === "taken" || outcome === "wrong-code" ? text : undefined);
    toast(text, { isError: outcome !== "done" });
  });
  const send = (fields: Record<string, string>) => {
    setWrongCode(undefined);
    post.submit(fields);
  };
  return (
    <AdminPage title={name ?? t("affiliates.erased")}>
      <BlockStack gap="400">
        <Edge>
          <AffiliateState state={state} />
        </Edge>
        {state === "applied" && <ApplicationCard />}
        {state === "applied" && <DecisionCard {...{ plans, suggested, reapplyDays, wrongCode }} busy={post.busy} onPost={send} />}
        {balance !== null && (
          <Facts
            title={t("affiliates.figures")}
            facts={[
              [t("affiliates.turnover"), format.money(balance.turnover)],
              [t("affiliates.pending"), format.money(balance.pending)],
              [t("affiliates.due"), format.money(balance.due)],
              [t("affiliates.paid"), format.money(balance.paid)],
              [
                t("affiliates.recruitedTitle"),
                balance.recruited === 0
                  ? null
                  : t("affiliates.recruited", { count: balance.recruited, amount: format.money(balance.recruitedMinor) }),
              ],
              [t("affiliates.brought"), balance.broughtMinor === 0n ? null : format.money(balance.broughtMinor)],
              [t("affiliates.link"), link],
              [t("affiliates.code"), affiliate.code],
              [
                t("affiliates.payee"),
                payee === null ? t("affiliates.noPayee") : `${payee.name} · ${payee.hint ?? t(methodWords[payee.method])}`,
              ],
            ]}
          />
        )}
        {state !== "applied" && <ApplicationCard />}
        {state === "approved" && <RunningCard busy={post.busy} onPost={send} />}
        {balance !== null && <OrderList orders={orders} now={at} />}
        {payouts.length > 0 && <PayoutList payouts={payouts} />}
      </BlockStack>
    </AdminPage>
  );
}

/** What they have said of themselves. */
function ApplicationCard() {
  const { affiliate, recruiter, accountLink, accountLinkDays, againFrom } = useLoaderData<typeof loader>();
  const { name, email, website, pitch, customerId, appliedAt, reason } = affiliate;
  const t = useT();
  const format = useFormat();
  return (
    <Facts
      title={t("affiliates.application")}
      facts={[
        [t("affiliates.name"), name],
        [
          t("affiliates.email"),
          email === null ? null : (
            <Link url={`mailto:${encodeURIComponent(email)}`} target="_top">
              {`${email}: ${t("affiliates.write")}`}
            </Link>
          ),
        ],
        [
          t("affiliates.recruitedBy"),
          recruiter === null ? null : (
            <Link url={to("affiliate", { affiliateId: recruiter.affiliateId })}>{recruiter.name ?? t("affiliates.erased")}</Link>
          ),
        ],
        [t("affiliates.website"), website],
        [t("affiliates.pitch"), pitch],
        [
          t("affiliates.account"),
          customerId === null ? (
            t("affiliates.noAccount")
          ) : (
            <Link url={to("customer", { customerId })}>{name ?? String(customerId)}</Link>
          ),
        ],
        [
          t("affiliates.accountLink"),
          accountLink === null ? null : (
            <>
              <Text as="p">{accountLink}</Text>
              <Text as="p" tone="subdued">
                {t("affiliates.accountLinkHelp", { days: accountLinkDays })}
              </Text>
            </>
          ),
        ],
        [t("affiliates.reason"), reason === "" ? null : reason],
        [t("affiliates.again"), againFrom === null ? null : t("affiliates.againFrom", { date: format.date(againFrom) })],
        [t("affiliates.application"), t("affiliates.appliedOn", { date: format.date(appliedAt) })],
      ]}
    />
  );
}

function RunningCard({ busy, onPost }: { busy: boolean; onPost: (fields: Record<string, string>) => void }) {
  const { affiliate, plans } = useLoaderData<typeof loader>();
  const t = useT();
  const [plan, setPlan] = useState(affiliate.planId?.toString() ?? "");
  const [ending, setEnding] = useState(false);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("affiliates.changePlan")}
        </Text>
        <Text as="p" tone="subdued">
          {t("affiliates.changePlanHelp")}
        </Text>
        <PlanSelect plans={plans} value={plan} onChange={setPlan} />
        <div>
          <Button
            disabled={plan === affiliate.planId?.toString()}
            loading={busy}
            onClick={() => onPost({ intent: "plan", plan })}
          >
            {t("affiliates.changePlan")}
          </Button>
        </div>
        <div>
          <Button tone="critical" onClick={() => setEnding(true)}>
            {t("affiliates.end")}
          </Button>
        </div>
        <Confirm
          open={ending}
          title={t("affiliates.end")}
          action={t("affiliates.end")}
          destructive
          onConfirm={() => onPost({ intent: "end" })}
          onClose={() => setEnding(false)}
        >
          <Text as="p">{t("affiliates.endText")}</Text>
        </Confirm>
      </BlockStack>
    </Card>
  );
}
