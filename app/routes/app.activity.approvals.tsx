import { Card, Tabs } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { z } from "zod";

import { countWaiting, listClaims } from "../bonuses/claims/claims-list.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { ClaimList } from "../components/claims/claim-list.tsx";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Help } from "../components/page/help.tsx";
import { Pages } from "../components/page/pages.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { decideClaims, UnknownClaimError } from "../actions/merchant/decide-claims.server.ts";
import { reopenClaims } from "../actions/merchant/reopen-claims.server.ts";
import { usePost } from "../components/page/posting/post.ts";
import { db } from "../db.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { listPrograms } from "../program/versions.server.ts";
import { readStorefront } from "../shops/shops.server.ts";
import { linksOf } from "../shops/storefront/storefront-links.ts";
import { to } from "../pages.ts";

const PAGE = 25;
const decisionSchema = z.object({
  intent: z.enum(["approved", "declined", "reopened"]),
  claims: z
    .string()
    .regex(/^\d{1,18}(,\d{1,18}){0,99}$/)
    .transform((list) => [...new Set(list.split(","))].map(BigInt)),
});

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const { searchParams } = new URL(request.url);
  const decided = searchParams.get("tab") === "decided";
  const page = pageOf(searchParams.get("page"));
  const window = { limit: PAGE, offset: (page - 1) * PAGE };
  const [{ claims, more }, programs, waiting, storefront] = await Promise.all([
    listClaims(db(), shop.shopId, { state: decided ? "decided" : "waiting" }, window),
    listPrograms(db(), shop.shopId),
    countWaiting(db(), shop.shopId),
    readStorefront(db(), shop),
  ]);
  const rules = programs.flatMap((program) =>
    program.rules.bonuses.map(({ key, kind, title, points }) => ({ key, kind, title, points })),
  );
  return { claims, more, waiting, page, decided, rules: rules.reverse(), home: linksOf(storefront, locale).home };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const parsed = decisionSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!parsed.success) throw new Response("Unknown intent", { status: 422 });
  const { intent, claims } = parsed.data;
  if (intent === "reopened") return { did: intent, claims, count: await reopenClaims(shop, claims, actor) };
  try {
    const decided = await decideClaims(shop, { claimIds: claims, decision: intent, actor });
    return { did: intent, claims: decided, count: decided.length };
  } catch (error) {
    throw error instanceof UnknownClaimError ? new Response("Not found", { status: 404 }) : error;
  }
}

const LAST_PAGE = 10_000;

function pageOf(text: string | null): number {
  return text !== null && /^\d{1,5}$/.test(text) ? Math.min(LAST_PAGE, Math.max(1, Number(text))) : 1;
}

export default function Claims() {
  const { claims, page, more, decided, rules, waiting, home } = useLoaderData<typeof loader>();
  const t = useT();
  const navigate = useNavigate();
  const post = usePost<typeof action>({ action: to("approvals") });
  useAnswer(post.answer, (claims) => post.submit({ intent: "reopened", claims: claims.join(",") }));
  const address = (number: number) => to("approvals", { tab: decided ? "decided" : null, page: number });
  return (
    <AdminPage intro={t("claims.intro")} counts={{ approvals: waiting }}>
      <Help name="claims" title={t("claims.whyTitle")}>
        <p>{t("claims.whyText")}</p>
      </Help>
      <Card padding="0">
        <Tabs
          tabs={[
            { id: "waiting", content: t("claims.tabWaiting"), panelID: "claims-panel" },
            { id: "decided", content: t("claims.tabDecided"), panelID: "claims-panel" },
          ]}
          selected={decided ? 1 : 0}
          onSelect={(index) => navigate(index === 1 ? to("approvals", { tab: "decided" }) : to("approvals"))}
        >
          <div id="claims-panel">
            {claims.length > 0 ? (
              <ClaimList
                key={claims.map(({ claimId }) => claimId).join(",")}
                claims={claims}
                rules={rules}
                home={home}
                busy={post.busy}
                onDecide={(intent, chosen) => post.submit({ intent, claims: chosen.join(",") })}
              />
            ) : decided ? (
              <Empty title={t("claims.noneTitle")} text={t("claims.noneText")} />
            ) : (
              <Empty
                title={t("claims.emptyTitle")}
                text={t("claims.emptyText")}
                action={{ content: t("claims.emptyAction"), url: to("program") }}
              />
            )}
            <Pages previous={page > 1 ? address(page - 1) : null} next={more && page < LAST_PAGE ? address(page + 1) : null} />
          </div>
        </Tabs>
      </Card>
    </AdminPage>
  );
}

type Did = "approved" | "declined" | "reopened";

const didWords = { approved: "claims.approved", declined: "claims.declined", reopened: "claims.reopened" } as const;

/** @param undo takes back what was decided of claims just now */
function useAnswer(
  answer: { did: Did; claims: bigint[]; count: number } | undefined,
  undo: (claims: readonly bigint[]) => void,
): void {
  const t = useT();
  const toast = useToast();
  useTellOnce(answer, (answer) => {
    const { did, claims, count } = answer;
    const action = { content: t("claims.undo"), onAction: () => undo(claims) };
    if (count === 0) toast(t("claims.gone"));
    else toast(t(didWords[did], { count }), did === "reopened" ? {} : { action });
  });
}
