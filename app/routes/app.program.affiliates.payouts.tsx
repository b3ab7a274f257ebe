import { Badge, BlockStack, Button, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { cancelPayoutOf, payAffiliates, payCreditAgain } from "../actions/affiliates/set-up-affiliates.server.ts";
import { accountHint, isInKind } from "../affiliates/people/payee.ts";
import { runMethods, suits, type RunMethod } from "../affiliates/payouts/method.ts";
import { listPayouts, listRuns } from "../affiliates/payouts/read.server.ts";
import { listPayable, type NoRun, type Unpayable } from "../affiliates/payouts/runs.server.ts";
import { readAffiliateProgram } from "../affiliates/setup/settings.server.ts";
import { now } from "../clock.server.ts";
import { methodWords } from "../components/affiliates/method-words.ts";
import { PayoutList } from "../components/affiliates/payout-list.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Confirm } from "../components/page/bridge/confirm.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { DownloadButton } from "../components/page/download.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { Row, RowsCard } from "../components/page/rows-card.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import type { PlainKey } from "../i18n/translate.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";

const RUNS = 25;
const PAYOUTS = 50;
const payout = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform(BigInt);
const postSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("run"), method: z.enum(runMethods) }),
  z.object({ intent: z.literal("cancel"), payout }),
  z.object({ intent: z.literal("again"), payout }),
]);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { settings } = await readAffiliateProgram(db(), shop.shopId);
  const [payable, runs, payouts] = await Promise.all([
    listPayable(db(), shop, settings, now()),
    listRuns(db(), shop.shopId, RUNS),
    listPayouts(db(), shop.shopId, {}, PAYOUTS),
  ]);
  return {
    ...{ runs, payouts },
    payable: payable.map(({ affiliateId, name, dueMinor, taxMinor, not, payee }) => ({
      ...{ affiliateId, name, dueMinor, taxMinor, not },
      account: payee === null ? null : { method: payee.method, hint: accountHint(payee) },
    })),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!posted.success) throw new Response("Unknown intent", { status: 422 });
  if (posted.data.intent === "again") {
    const ok = await payCreditAgain(shop, posted.data.payout);
    return data({ did: "again" as const, payouts: 0, why: ok ? null : ("again" as const) }, { status: ok ? 200 : 422 });
  }
  if (posted.data.intent === "cancel") {
    const ok = await cancelPayoutOf(shop, posted.data.payout, actor);
    return data({ did: "cancel" as const, payouts: 0, why: ok ? null : ("cancel" as const) }, { status: ok ? 200 : 422 });
  }
  const made = await payAffiliates(shop, posted.data.method, actor);
  return made.ok
    ? data({ did: "run" as const, payouts: made.payouts, why: null })
    : data({ did: "run" as const, payouts: 0, why: made.why }, { status: 422 });
}

const whyWords: Record<NoRun | "again" | "cancel", PlainKey> = {
  again: "affiliatePayouts.whyAgain",
  cancel: "affiliatePayouts.whyCancel",
  nothing: "affiliatePayouts.whyNothing",
  issuer: "affiliatePayouts.whyIssuer",
  currency: "affiliatePayouts.whyCurrency",
  account: "affiliatePayouts.whyAccount",
};
const notWords: Record<Unpayable, PlainKey> = {
  minimum: "affiliatePayouts.notMinimum",
  payee: "affiliatePayouts.notPayee",
  tax: "affiliatePayouts.notTax",
  erased: "affiliatePayouts.notErased",
  account: "affiliatePayouts.notAccount",
  credit: "affiliatePayouts.notCredit",
  points: "affiliatePayouts.notPoints",
  cap: "affiliatePayouts.notCap",
};
const makeWords: Record<RunMethod, PlainKey> = {
  sepa: "affiliatePayouts.makeSepa",
  paypal: "affiliatePayouts.makePaypal",
  csv: "affiliatePayouts.makeCsv",
  credit: "affiliatePayouts.makeCredit",
  points: "affiliatePayouts.makePoints",
};

export default function AffiliatePayouts() {
  const { payouts } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const post = usePost<typeof action>({ action: to("affiliatePayouts") });
  useTellOnce(post.answer, ({ did, why, payouts: count }) => {
    if (why !== null) toast(t(whyWords[why]), { isError: true });
    else if (did === "run") toast(t("affiliatePayouts.made", { count }));
    else toast(t(did === "again" ? "affiliatePayouts.didAgain" : "affiliatePayouts.didCancel"));
  });
  return (
    <AdminPage intro={t("affiliatePayouts.intro")}>
      <BlockStack gap="400">
        <DueCard />
        <MakeCard busy={post.busy} onMake={(method) => post.submit({ intent: "run", method })} />
        <RunsCard />
        {payouts.length > 0 && (
          <PayoutList
            payouts={payouts}
            busy={post.busy}
            onCancel={(payoutId) => post.submit({ intent: "cancel", payout: payoutId.toString() })}
            onAgain={(payoutId) => post.submit({ intent: "again", payout: payoutId.toString() })}
          />
        )}
      </BlockStack>
    </AdminPage>
  );
}

function DueCard() {
  const { payable } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  return (
    <RowsCard title={t("affiliatePayouts.dueTitle")} none={t("affiliatePayouts.nothingDue")}>
      {payable.map(({ affiliateId, name, dueMinor, taxMinor, account, not }) => (
        <Row
          key={affiliateId.toString()}
          end={
            <Text as="span">
              {taxMinor === 0n
                ? format.money(dueMinor)
                : t("affiliatePayouts.withTax", { amount: format.money(dueMinor), tax: format.money(taxMinor) })}
            </Text>
          }
        >
          <InlineStack gap="200" blockAlign="center">
            <Link url={to("affiliate", { affiliateId })}>{name ?? t("affiliates.erased")}</Link>
            <Badge tone={not === null ? "success" : undefined}>
              {t(not === null ? "affiliatePayouts.ready" : notWords[not])}
            </Badge>
          </InlineStack>
          {account !== null && (
            <Text as="p" variant="bodySm" tone="subdued">
              {[t(methodWords[account.method]), ...(account.hint === null ? [] : [account.hint])].join(" · ")}
            </Text>
          )}
        </Row>
      ))}
    </RowsCard>
  );
}

function MakeCard({ busy, onMake }: { busy: boolean; onMake: (method: RunMethod) => void }) {
  const { payable } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  const [asked, setAsked] = useState<RunMethod | null>(null);
  const paidBy = (method: RunMethod) =>
    payable.filter(({ not, account }) => not === null && account !== null && suits(method, account));
  const inKind = payable.some(({ account }) => account !== null && isInKind(account.method));
  const kinds = runMethods.filter((method) => inKind || (method !== "credit" && method !== "points"));
  const chosen = asked === null ? [] : paidBy(asked);
  const total = chosen.reduce((sum, { dueMinor, taxMinor }) => sum + dueMinor + taxMinor, 0n);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("affiliatePayouts.make")}
        </Text>
        <Text as="p" tone="subdued">
          {t("affiliatePayouts.makeHelp")}
        </Text>
        <InlineStack gap="200">
          {kinds.map((method) => (
            <Button key={method} disabled={busy || paidBy(method).length === 0} onClick={() => setAsked(method)}>
              {t(makeWords[method])}
            </Button>
          ))}
        </InlineStack>
      </BlockStack>
      <Confirm
        open={asked !== null}
        title={t("affiliatePayouts.confirmTitle")}
        action={t("affiliatePayouts.confirm")}
        onConfirm={() => asked !== null && onMake(asked)}
        onClose={() => setAsked(null)}
      >
        <Text as="p">{t("affiliatePayouts.confirmText", { count: chosen.length, total: format.money(total) })}</Text>
      </Confirm>
    </Card>
  );
}

function RunsCard() {
  const { runs } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  return (
    <RowsCard title={t("affiliatePayouts.runs")} none={t("affiliatePayouts.noRuns")}>
      {runs.map(({ runId, method, madeAt, payouts, cancelled, totalMinor }) => (
        <Row
          key={runId.toString()}
          end={
            <DownloadButton
              url={to("payoutFile", { payoutRunId: runId })}
              fileName={`reprise-payouts-${runId}.${method === "sepa" ? "xml" : "csv"}`}
              failed={t("affiliatePayouts.downloadFailed")}
              label={t("affiliatePayouts.downloadOf", { id: runId.toString() })}
            >
              {t("affiliatePayouts.download")}
            </DownloadButton>
          }
        >
          <Text as="p">{t("affiliatePayouts.run", { id: runId.toString(), date: format.dateTime(madeAt) })}</Text>
          <Text as="p" variant="bodySm" tone="subdued">
            {[
              t(makeWords[method]),
              t("affiliatePayouts.runLine", { count: payouts - cancelled, total: format.money(totalMinor) }),
            ].join(" · ")}
          </Text>
        </Row>
      ))}
    </RowsCard>
  );
}
