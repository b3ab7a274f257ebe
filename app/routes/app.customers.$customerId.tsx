import { BlockStack, InlineGrid, Layout } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { randomUUID } from "node:crypto";
import type { z } from "zod";

import { listNames } from "../achievements/achievements.server.ts";
import { readCustomers } from "../achievements/shown/for-shoppers.server.ts";
import { adjustPoints } from "../actions/merchant/adjust-points.server.ts";
import { excludeCustomer, includeCustomer } from "../actions/merchant/exclude-customer.server.ts";
import { endRunOf } from "../actions/merchant/end-run.server.ts";
import { skipStepOf } from "../actions/merchant/skip-step.server.ts";
import { grantTier } from "../actions/merchant/grant-tier.server.ts";
import { now } from "../clock.server.ts";
import { AchievementsCard } from "../components/achievements/customer-card.tsx";
import { BalanceCard } from "../components/customer/balance-card.tsx";
import { ConsentCard, ProfileCard, SegmentsCard, ShoppingCard } from "../components/customer/cards.tsx";
import { HistoryCard } from "../components/customer/history-card.tsx";
import { ReferralsCard } from "../components/referrals/customer-card.tsx";
import { RewardsCard } from "../components/customer/rewards-card.tsx";
import { RunsCard } from "../components/customer/runs-card.tsx";
import { StateBanner } from "../components/customer/state-banner.tsx";
import { TierCard } from "../components/customer/tier-card.tsx";
import { ExclusionBanner } from "../components/exclusion/exclusion-banner.tsx";
import { ExclusionCard } from "../components/exclusion/exclusion-card.tsx";
import { FieldsCard } from "../components/customer-fields/fields-card.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { NextActionCard } from "../components/predictions/next-action-card.tsx";
import { ScoreCard } from "../components/predictions/score-card.tsx";
import { exclusionSchema } from "../customers/exclusions/exclusion-form.ts";
import { findExclusion } from "../customers/exclusions/exclusions.server.ts";
import { findCustomerDetail } from "../customers/views/detail.server.ts";
import { customerIdIn } from "../customers/views/customer-id.ts";
import { parseHistoryCursor, parseHistoryViews } from "../customers/views/history.ts";
import { listHistory } from "../customers/views/history.server.ts";
import { db } from "../db.server.ts";
import { listRunsOf } from "../flows/runs/of-customer.server.ts";
import { readFlowShop } from "../insights/flow-shop.server.ts";
import { suggestAction } from "../insights/next-action/read.server.ts";
import { findScore } from "../insights/scores/read-score.server.ts";
import { ALL_REDEMPTIONS } from "../insights/redemptions/redemption-query.ts";
import { listRedemptionLines } from "../insights/redemptions/redemptions.server.ts";
import { readFields } from "../lib/posted.ts";
import { readPreferences } from "../messages/preferences/preferences.server.ts";
import { readProof } from "../messages/sign-ups/proof.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { readValues } from "../notes/fields/values.server.ts";
import { withNotes } from "../notes/notes.server.ts";
import { withKept } from "../messages/sent/contents.server.ts";
import { withOutcomes } from "../messages/outcomes/read.server.ts";
import { readCalculations, readEquation } from "../points/account/account.server.ts";
import { readAccount } from "../points/accounts.server.ts";
import { parseAdjustment, type AdjustmentAnswer } from "../points/adjusting/adjustment-form.ts";
import { listEntries } from "../points/ledger.server.ts";
import { worthMinor } from "../program/rules/rules.ts";
import { readCustomerReferrals } from "../referrals/figures.server.ts";
import { versionFor } from "../program/version-for.ts";
import { listPrograms } from "../program/versions.server.ts";
import { parseGrant, type GrantAnswer } from "../tiers/grant-form.ts";
import { standing as readStanding } from "../tiers/tiers.server.ts";
import type { Shop } from "../shops/shop.ts";

const PAGE = 25;
const REWARDS = 3;

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const customerId = customerIdIn(params);
  const { searchParams } = new URL(request.url);
  const beforeSeq = parseSeq(searchParams.get("entries"));
  const at = now();
  const { shopId, currency } = shop;
  const views = parseHistoryViews(searchParams.get("show"));
  const [
    customer,
    account,
    entries,
    history,
    programs,
    standings,
    redemptions,
    preferences,
    runs,
    around,
    proof,
    score,
    fields,
    equation,
    exclusion,
    referrals,
    earned,
  ] = await Promise.all([
    findCustomerDetail(db(), shopId, customerId, at),
    readAccount(db(), shop, customerId, at),
    listEntries(db(), shopId, customerId, { limit: PAGE + 1, ...(beforeSeq === null ? {} : { beforeSeq }) }),
    listHistory(db(), shopId, customerId, { limit: PAGE, views, before: parseHistoryCursor(searchParams.get("events")) }),
    listPrograms(db(), shopId),
    readStanding(db(), shop, [customerId], at),
    listRedemptionLines(db(), shop, { ...ALL_REDEMPTIONS, customerId }, REWARDS),
    readPreferences(db(), shopId, customerId, at),
    listRunsOf(db(), shopId, customerId),
    readFlowShop(db(), shop, at),
    readProof(db(), shop, customerId),
    findScore(db(), shop, customerId, at),
    readValues(db(), shopId, customerId),
    readEquation(db(), shopId, customerId),
    findExclusion(db(), shopId, customerId),
    readCustomerReferrals(db(), shop, customerId),
    readCustomers(db(), shop, customerId, at),
  ]);
  const { rules } = versionFor(at, programs);
  if (customer === null) throw notFound();
  const standing = standings.get(customerId) ?? null;
  const known = { customer, available: account.available, preferences, score, standing, rules };
  const shown = entries.slice(0, PAGE);
  return {
    suggested: isOver(customer) ? null : await suggestAction(db(), shop, known, at),
    ...{ customer, preferences, proof, score, fields, views, exclusion, earned },
    account,
    worthMinor: worthMinor(account.available, rules, currency),
    ...{ equation, entries: shown, calculations: await readCalculations(db(), shopId, customerId, shown, programs) },
    moreEntries: entries.length > PAGE,
    history: { ...history, events: await withWhatIsKnown(shopId, history.events) },
    bonuses: [
      ...programs.flatMap((program) => program.rules.bonuses.map(({ key, kind, title }) => ({ key, kind, title }))).reverse(),
      ...(await listNames(db(), shopId)),
    ],
    levels: (rules.tiers?.levels ?? []).map(({ key, name, threshold }) => ({ key, name, threshold })),
    standing,
    rewards: { lines: redemptions.rows, more: redemptions.next !== null },
    ...{ runs, shop: around, referrals },
    tab: searchParams.get("tab") === "timeline" ? ("timeline" as const) : ("points" as const),
    // The next adjustment's name: sent twice, it is still one.
    adjustmentKey: randomUUID(),
    noteId: randomUUID(),
    at,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const customerId = customerIdIn(params);
  const form = await readFields(request);
  if (form.get("intent") === "grant") return grantFrom(shop, customerId, form, actor);
  if (form.get("intent") === "end-run") return { ended: await endRunOf(shop, { customerId, runId: runIn(form) }) };
  if (form.get("intent") === "skip-step")
    return { skipped: await skipStepOf(shop, { customerId, runId: runIn(form), stepId: stepIn(form) }) };
  const exclusion = exclusionSchema.safeParse(Object.fromEntries(form));
  if (exclusion.success) return { excluded: await changeExclusion(shop, customerId, exclusion.data, actor) };
  const parsed = parseAdjustment(form);
  if (!parsed.ok) return notAdjusted(parsed.errors);
  const { input } = parsed;
  const outcome = await adjustPoints(shop, { customerId, ...input, actor });
  if (outcome.ok) return { ok: true, points: input.points } satisfies AdjustmentAnswer;
  switch (outcome.reason) {
    case "unknown-customer":
      throw notFound();
    case "out-of-range":
      return notAdjusted({ points: "too-large" });
    case "insufficient-points":
      return notAdjusted({ points: "insufficient-points" }, outcome.available);
    case "another-posted":
      // The page is read anew, with another key for the next form.
      return notAdjusted({ points: "another-posted" }, outcome.posted, 409);
  }
}

/** With what became of messages, whether what they said can be shown, and notes. */
async function withWhatIsKnown(shopId: number, events: Awaited<ReturnType<typeof listHistory>>["events"]) {
  const told = await withKept(db(), shopId, await withOutcomes(db(), shopId, events));
  return withNotes(db(), shopId, told);
}

/** Sent again, it is done already. @returns whether the customer is excluded now */
async function changeExclusion(shop: Shop, customerId: bigint, asked: z.infer<typeof exclusionSchema>, actor: string) {
  if (asked.intent === "exclude") await excludeCustomer(shop, { customerId, reason: asked.reason, actor });
  else await includeCustomer(shop, { customerId, actor });
  return asked.intent === "exclude";
}

function notAdjusted(errors: Extract<AdjustmentAnswer, { ok: false }>["errors"], count = 0n, status = 422) {
  return data<AdjustmentAnswer>({ ok: false, errors, count }, { status });
}

async function grantFrom(shop: Shop, customerId: bigint, form: FormData, actor: string) {
  const asked = now();
  const { rules } = versionFor(asked, await listPrograms(db(), shop.shopId));
  const levels = (rules.tiers?.levels ?? []).map(({ key }) => key);
  const parsed = parseGrant(form, levels, asked, shop.timeZone);
  if (!parsed.ok) return data({ granted: false, errors: parsed.errors } satisfies GrantAnswer, { status: 422 });
  const { tier, until } = parsed;
  const outcome = await grantTier(shop, { customerId, tier, until, actor, reason: "granted" });
  if (!outcome.ok && outcome.reason === "unknown-customer") throw notFound();
  return outcome.ok
    ? ({ granted: true } satisfies GrantAnswer)
    : data({ granted: false, errors: { tier: "unknown" } } satisfies GrantAnswer, { status: 422 });
}

function runIn(form: FormData): bigint {
  const text = form.get("runId");
  if (typeof text !== "string" || !/^\d{1,18}$/.test(text)) throw new Response("Unknown run", { status: 422 });
  return BigInt(text);
}

function stepIn(form: FormData): string {
  const text = form.get("stepId");
  if (typeof text !== "string" || !/^[a-z0-9]{1,12}$/.test(text)) throw new Response("Unknown step", { status: 422 });
  return text;
}

function parseSeq(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** Nobody is behind this account any more. */
function isOver({ mergedInto, redactedAt }: { mergedInto: bigint | null; redactedAt: Date | null }): boolean {
  return mergedInto !== null || redactedAt !== null;
}

function notFound(): Response {
  return new Response("customer", { status: 404 });
}

export default function Customer() {
  const {
    customer,
    account,
    worthMinor: worth,
    adjustmentKey,
    levels,
    standing,
    rewards,
    preferences,
    proof,
    score,
    runs,
    shop,
    fields,
    noteId,
    suggested,
    exclusion,
    referrals,
    earned,
    ...history
  } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  const name = [customer.firstName, customer.lastName].filter(Boolean).join(" ") || (customer.email ?? t("customer.nameless"));
  const adjustable = !isOver(customer);
  return (
    <AdminPage
      title={name}
      intro={t("customer.since", { date: format.date(customer.createdAt) })}
      secondaryActions={[{ content: t("customer.openInShopify"), url: `shopify://admin/customers/${customer.customerId}` }]}
    >
      <Layout>
        <Layout.Section variant="fullWidth">
          <BlockStack gap="400">
            <StateBanner customer={customer} />
            {exclusion !== null && <ExclusionBanner exclusion={exclusion} />}
            <InlineGrid columns={{ xs: 1, md: levels.length > 0 ? 3 : 2 }} gap="400" alignItems="start">
              <BalanceCard
                account={account}
                worthMinor={worth}
                nextRelease={customer.nextRelease}
                adjustmentKey={adjustable ? adjustmentKey : null}
                at={history.at}
              />
              {levels.length > 0 && <TierCard levels={levels} standing={standing} />}
              <ReferralsCard referrals={referrals} />
              {earned !== null && <AchievementsCard {...earned} />}
              <RewardsCard customerId={customer.customerId} {...rewards} />
            </InlineGrid>
          </BlockStack>
        </Layout.Section>
        <Layout.Section>
          <HistoryCard customerId={customer.customerId} noteId={adjustable ? noteId : null} account={account} {...history} />
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            {adjustable && customer.deletedAt === null && (
              <NextActionCard suggested={suggested} customer={customer} levels={levels} />
            )}
            {adjustable && <RunsCard runs={runs} shop={shop} />}
            <ShoppingCard customer={customer} />
            <ScoreCard score={score} />
            <FieldsCard customerId={customer.customerId} fields={fields} open={adjustable} />
            <SegmentsCard segments={customer.segments} />
            <ConsentCard customer={customer} preferences={preferences} proof={proof} />
            <ProfileCard customer={customer} />
            {adjustable && exclusion === null && <ExclusionCard />}
          </BlockStack>
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}
