import { Card, Tabs } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { z } from "zod";

import { decideReferrals } from "../actions/referrals/decide-referrals.server.ts";
import { countWaiting, listClaims } from "../bonuses/claims/claims-list.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { ReferralList } from "../components/referrals/review-list.tsx";
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
import { countReview, listReview } from "../referrals/review.server.ts";
import { listPrograms } from "../program/versions.server.ts";
import type { Locale } from "../i18n/translate.ts";
import type { Shop } from "../shops/shop.ts";
import { readStorefront } from "../shops/shops.server.ts";
import { linksOf } from "../shops/storefront/storefront-links.ts";
import { to } from "../pages.ts";

const PAGE = 25;
const list = z
  .string()
  .regex(/^\d{1,18}(,\d{1,18}){0,99}$/)
  .transform((list) => [...new Set(list.split(","))].map(BigInt));
/** Each with what was seen of it: `<id>@<flag>|<flag>`. */
const seenList = z
  .string()
  .regex(/^\d{1,18}@[a-z|-]{0,300}(,\d{1,18}@[a-z|-]{0,300}){0,99}$/)
  .transform((list) =>
    list.split(",").map((one) => {
      const [id = "", seen = ""] = one.split("@");
      return { referralId: BigInt(id), seen: seen.split("|") };
    }),
  );
const decisionSchema = z.union([
  z.object({ intent: z.enum(["approved", "declined", "reopened"]), claims: list }),
  z.object({ intent: z.enum(["approved", "declined"]), referrals: seenList }),
]);
const tabs = ["waiting", "decided", "referrals", "referrals-decided"] as const;
type Tab = (typeof tabs)[number];

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const { searchParams } = new URL(request.url);
  const tab = tabs.find((one) => one === searchParams.get("tab")) ?? "waiting";
  const page = pageOf(searchParams.get("page"));
  const window = { limit: PAGE, offset: (page - 1) * PAGE };
  const [waiting, reviewing, shown] = await Promise.all([
    countWaiting(db(), shop.shopId),
    countReview(db(), shop.shopId),
    tab === "referrals" || tab === "referrals-decided" ? readReferrals(shop, tab, window) : readClaims(shop, locale, tab, window),
  ]);
  return { page, tab, waiting: waiting + reviewing, withReferrals: shop.referralsSince !== null, ...shown };
}

type Window = { limit: number; offset: number };

async function readClaims(shop: Shop, locale: Locale, tab: "waiting" | "decided", window: Window) {
  const [{ claims, more }, programs, storefront] = await Promise.all([
    listClaims(db(), shop.shopId, { state: tab }, window),
    listPrograms(db(), shop.shopId),
    readStorefront(db(), shop),
  ]);
  const rules = programs.flatMap((program) =>
    program.rules.bonuses.map(({ key, kind, title, points }) => ({ key, kind, title, points })),
  );
  return { more, claims, referrals: [], rules: rules.reverse(), home: linksOf(storefront, locale).home };
}

async function readReferrals({ shopId }: Shop, tab: "referrals" | "referrals-decided", window: Window) {
  const { referrals, more } = await listReview(db(), shopId, tab === "referrals" ? "waiting" : "decided", window);
  return { more, claims: [], referrals, rules: [], home: "" };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const parsed = decisionSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!parsed.success) throw new Response("Unknown intent", { status: 422 });
  if ("referrals" in parsed.data) {
    const { intent: decision, referrals } = parsed.data;
    const decided = await decideReferrals(shop, { referrals, decision, actor });
    return { of: "referrals" as const, did: decision, claims: [], count: decided.length };
  }
  const { intent, claims } = parsed.data;
  if (intent === "reopened")
    return { of: "claims" as const, did: intent, claims, count: await reopenClaims(shop, claims, actor) };
  try {
    const decided = await decideClaims(shop, { claimIds: claims, decision: intent, actor });
    return { of: "claims" as const, did: intent, claims: decided, count: decided.length };
  } catch (error) {
    throw error instanceof UnknownClaimError ? new Response("Not found", { status: 404 }) : error;
  }
}

const LAST_PAGE = 10_000;

function pageOf(text: string | null): number {
  return text !== null && /^\d{1,5}$/.test(text) ? Math.min(LAST_PAGE, Math.max(1, Number(text))) : 1;
}

const tabWords = {
  waiting: "claims.tabWaiting",
  decided: "claims.tabDecided",
  referrals: "claims.tabReferrals",
  "referrals-decided": "claims.tabReferralsDecided",
} as const satisfies Record<Tab, string>;

export default function Approvals() {
  const { claims, referrals, page, tab, more, rules, waiting, withReferrals, home } = useLoaderData<typeof loader>();
  const t = useT();
  const navigate = useNavigate();
  const post = usePost<typeof action>({ action: to("approvals") });
  useAnswer(post.answer, (claims) => post.submit({ intent: "reopened", claims: claims.join(",") }));
  const address = (which: Tab, number: number | null) =>
    to("approvals", { tab: which === "waiting" ? null : which, page: number });
  const open = withReferrals ? tabs : tabs.slice(0, 2);
  const ofReferrals = tab === "referrals" || tab === "referrals-decided";
  return (
    <AdminPage intro={t(ofReferrals ? "referrals.reviewIntro" : "claims.intro")} counts={{ approvals: waiting }}>
      {!ofReferrals && (
        <Help name="claims" title={t("claims.whyTitle")}>
          <p>{t("claims.whyText")}</p>
        </Help>
      )}
      <Card padding="0">
        <Tabs
          tabs={open.map((one) => ({ id: one, content: t(tabWords[one]), panelID: "claims-panel" }))}
          selected={Math.max(0, open.indexOf(tab))}
          onSelect={(index) => navigate(address(open[index] ?? "waiting", null))}
        >
          <div id="claims-panel">
            {referrals.length > 0 && (
              <ReferralList
                referrals={referrals}
                busy={post.busy}
                onDecide={(intent, { referralId, flags }) =>
                  post.submit({ intent, referrals: `${referralId}@${flags.join("|")}` })
                }
              />
            )}
            {claims.length > 0 && (
              <ClaimList
                key={claims.map(({ claimId }) => claimId).join(",")}
                claims={claims}
                rules={rules}
                home={home}
                busy={post.busy}
                onDecide={(intent, chosen) => post.submit({ intent, claims: chosen.join(",") })}
              />
            )}
            {claims.length + referrals.length === 0 && <Nothing tab={tab} />}
            <Pages
              previous={page > 1 ? address(tab, page - 1) : null}
              next={more && page < LAST_PAGE ? address(tab, page + 1) : null}
            />
          </div>
        </Tabs>
      </Card>
    </AdminPage>
  );
}

function Nothing({ tab }: { tab: Tab }) {
  const t = useT();
  switch (tab) {
    case "waiting":
      return (
        <Empty
          title={t("claims.emptyTitle")}
          text={t("claims.emptyText")}
          action={{ content: t("claims.emptyAction"), url: to("program") }}
        />
      );
    case "decided":
      return <Empty title={t("claims.noneTitle")} text={t("claims.noneText")} />;
    case "referrals":
      return <Empty title={t("referrals.reviewEmpty")} text={t("referrals.reviewEmptyText")} />;
    case "referrals-decided":
      return <Empty title={t("referrals.reviewNone")} text={t("claims.noneText")} />;
  }
}

type Did = "approved" | "declined" | "reopened";

const didWords = {
  claims: { approved: "claims.approved", declined: "claims.declined", reopened: "claims.reopened" },
  referrals: { approved: "referrals.didApprove", declined: "referrals.didDecline", reopened: "claims.reopened" },
} as const;

/** @param undo takes back what was decided of claims just now */
function useAnswer(
  answer: { of: "claims" | "referrals"; did: Did; claims: bigint[]; count: number } | undefined,
  undo: (claims: readonly bigint[]) => void,
): void {
  const t = useT();
  const toast = useToast();
  useTellOnce(answer, (answer) => {
    const { of, did, claims, count } = answer;
    const action = { content: t("claims.undo"), onAction: () => undo(claims) };
    if (count === 0) toast(t(of === "claims" ? "claims.gone" : "referrals.gone"));
    else toast(t(didWords[of][did], { count }), did === "reopened" || of === "referrals" ? {} : { action });
  });
}
