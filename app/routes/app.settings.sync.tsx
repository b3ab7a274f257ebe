import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Edge } from "../components/page/edge.tsx";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { MissingScope } from "../components/page/missing-scope.tsx";
import { Pages } from "../components/page/pages.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { CompareCard } from "../components/webhooks/compare-card.tsx";
import { ProblemCard } from "../components/webhooks/problem-card.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { UntoldCard } from "../components/webhooks/untold-card.tsx";
import { listUntold } from "../customers/consent/push-problems.server.ts";
import { db } from "../db.server.ts";
import { compareNow } from "../actions/merchant/compare-now.server.ts";
import { readFields } from "../lib/posted.ts";
import { listUntoldSignUps, readUntoldCount, retryAllUntold } from "../messages/sign-ups/untold.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { missingScopes } from "../shops/optional-scopes.ts";
import { listScopes } from "../shops/shops.server.ts";
import { readReconciliation } from "../sync/reconciliation/report.server.ts";
import { to } from "../pages.ts";
import { countProblems, discard, listProblems, replay } from "../webhooks/inbox.server.ts";

const PAGE = 20;
const idSchema = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform((text) => BigInt(text));
const intentSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("compare") }),
  z.object({ intent: z.literal("retry-consents") }),
  z.object({ intent: z.literal("replay-all") }),
  z.object({ intent: z.literal("replay"), inboxId: idSchema }),
  z.object({ intent: z.literal("discard"), inboxId: idSchema }),
]);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const before = idSchema.safeParse(new URL(request.url).searchParams.get("before")).data ?? null;
  const at = now();
  const [problems, total, consents, signUps, untoldTotal, report, granted] = await Promise.all([
    listProblems(db(), shop.shopId, { limit: PAGE + 1, before }),
    countProblems(db(), shop.shopId),
    listUntold(db(), shop.shopId, at, PAGE),
    listUntoldSignUps(db(), shop.shopId, at, PAGE),
    readUntoldCount(db(), shop.shopId, at),
    readReconciliation(db(), shop, at),
    listScopes(db(), shop.shopId),
  ]);
  return {
    problems: problems.slice(0, PAGE),
    more: problems.length > PAGE,
    total,
    untold: { consents, signUps, total: untoldTotal },
    report,
    missingScopes: missingScopes(granted),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const parsed = intentSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!parsed.success) throw new Response("Unknown intent", { status: 422 });
  const input = parsed.data;
  switch (input.intent) {
    case "compare":
      await compareNow(shop, now());
      return { did: "compare" as const, count: 1 };
    case "retry-consents":
      return { did: "retried" as const, count: await retryAllUntold(db(), shop.shopId, now()) };
    case "replay-all":
      return { did: "replayed" as const, count: await replay(db(), shop.shopId, null, now()) };
    case "replay":
      return { did: "replayed" as const, count: await replay(db(), shop.shopId, [input.inboxId], now()) };
    case "discard":
      return { did: "discarded" as const, count: await discard(db(), shop.shopId, [input.inboxId], now()) };
  }
}

export default function WebhookProblems() {
  const { problems, more, total, untold, report, missingScopes } = useLoaderData<typeof loader>();
  const t = useT();
  const post = usePost<typeof action>({ action: to("sync") });
  useAnswer(post.answer);
  const { busy, submit } = post;
  const replayAll = { content: t("webhooks.replayAll"), disabled: busy, onAction: () => submit({ intent: "replay-all" }) };
  const last = problems.at(-1);
  return (
    <AdminPage intro={t("webhooks.intro")} {...(problems.length === 0 ? {} : { primaryAction: replayAll })}>
      {problems.length === 0 ? (
        <Card>
          <Empty title={t("webhooks.emptyTitle")} text={t("webhooks.emptyText")} />
        </Card>
      ) : (
        <BlockStack gap="400">
          <Edge>
            <Text as="p" tone="subdued">
              {t("webhooks.count", { count: total })}
            </Text>
          </Edge>
          {problems.map((problem) => (
            <ProblemCard key={problem.inboxId.toString()} problem={problem} busy={busy} submit={submit} />
          ))}
          <Pages next={more && last !== undefined ? to("sync", { before: last.inboxId }) : null} />
        </BlockStack>
      )}
      <UntoldCard {...untold} busy={busy} retry={() => submit({ intent: "retry-consents" })} />
      {missingScopes.includes("read_shopify_payments_disputes") && <MissingScope scope="read_shopify_payments_disputes" />}
      <CompareCard report={report} busy={busy} compare={() => submit({ intent: "compare" })} />
    </AdminPage>
  );
}

type Answer = { did: "compare" | "retried" | "replayed" | "discarded"; count: number };

function useAnswer(answer: Answer | undefined): void {
  const t = useT();
  const toast = useToast();
  useTellOnce(answer, ({ did, count }) => {
    if (did === "compare") toast(t("compare.started"));
    else if (did === "retried") toast(t("untold.retried", { count }));
    else if (count === 0) toast(t("webhooks.gone"));
    else toast(did === "replayed" ? t("webhooks.replayed", { count }) : t("webhooks.discarded"));
  });
}
