import { BlockStack, Card, Layout, Text } from "@shopify/polaris";
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { changeDrawState } from "../actions/merchant/draw-state.server.ts";
import { giveInstead, giveOwedPrizes } from "../actions/merchant/give-owed-prizes.server.ts";
import { now } from "../clock.server.ts";
import { BasicsPart, RulesPart, TimePart } from "../components/draws/basics-part.tsx";
import { OwedCard } from "../components/draws/owed-card.tsx";
import { PreviewCard } from "../components/draws/preview-card.tsx";
import { PrizesPart } from "../components/draws/prizes-part.tsx";
import { ProofCard, ResultsCard } from "../components/draws/results-card.tsx";
import { StateCard } from "../components/draws/state-card.tsx";
import { useLocale, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { Conflict, useVersioned } from "../components/page/posting/versioned.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { createDraw, findDraw, phaseOf, saveDraw, type Draw } from "../draws/draws.server.ts";
import { draftField, draftOf, type Draft, type TextLocale } from "../draws/content/draft.ts";
import { proposedRules } from "../draws/content/proposed.ts";
import { readDraft, type Errors } from "../draws/content/read-draft.ts";
import { listOwedOf } from "../draws/entries/owed.server.ts";
import { countPrizes, NO_FIGURES, readFigures } from "../draws/shown/figures.server.ts";
import { verifyDraw, type Verified } from "../draws/shown/record.server.ts";
import { stringifyJson } from "../lib/json.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { textIn } from "../program/rules/texts.ts";
import { listRewards } from "../rewards/rewards.server.ts";
import { readSettings } from "../shops/settings/settings.server.ts";
import type { Shop } from "../shops/shop.ts";
import { readStorefront } from "../shops/shops.server.ts";
import { drawLink } from "../shops/storefront/storefront-links.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const draw = await findDraw(db(), shop.shopId, idIn(params["drawId"]));
  if (draw === null) throw notFound();
  const { drawId, state, terms, version, handle, seed, seedHash } = draw;
  const [rewards, owed, figures, counts, storefront, { imprint }] = await Promise.all([
    listGivable(shop),
    listOwedOf(db(), shop.shopId, drawId),
    readFigures(db(), shop.shopId),
    countPrizes(db(), shop.shopId, drawId),
    readStorefront(db(), shop),
    readSettings(shop.shopId),
  ]);
  const phase = phaseOf(draw, shop, now());
  return {
    ...{ drawId, state, phase, terms, version, seedHash, counts, owed, draft: draftOf(draw, locale) },
    // Who knows it knows what comes next.
    seed: phase === "over" && state !== "draft" ? seed : null,
    figures: figures.get(drawId) ?? NO_FIGURES,
    rewards: rewards.map(({ rewardId, terms: { title } }) => ({ rewardId, title })),
    address: drawLink(storefront, handle),
    proposed: proposedRules({ name: shop.name, contact: imprint }),
  };
}

/** Rewards of which one can be given: where the value follows from the points spent, nothing can. */
async function listGivable(shop: Shop) {
  const rewards = await listRewards(db(), shop.shopId);
  return rewards.filter(({ state, terms: { kind, steps } }) => state !== "archived" && kind !== "slider" && steps === undefined);
}

const seen = z.coerce.number().int().min(1).max(2_147_483_647);
const postSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("save"), draft: draftField, seen }),
  z.object({ intent: z.enum(["theirs", "copy", "verify", "again"]) }),
  z.object({ intent: z.literal("instead"), number: seen, rewardId: seen }),
  z.object({ intent: z.enum(["activate", "pause", "end"]), seen }),
]);
const states = { activate: "active", pause: "paused", end: "ended" } as const;

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const draw = await findDraw(db(), shop.shopId, idIn(params["drawId"]));
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (draw === null) throw notFound();
  if (!posted.success) throw new Response("Not a draw", { status: 422 });
  return act(shop, draw, posted.data, locale);
}

async function act(shop: Shop, draw: Draw, posted: z.infer<typeof postSchema>, locale: string) {
  switch (posted.intent) {
    case "theirs":
      return { did: "theirs" as const, version: draw.version, draft: draftOf(draw, locale) };
    case "verify":
      return { did: "verify" as const, verified: await verifyDraw(db(), shop.shopId, draw) };
    case "copy": {
      const copy = await createDraw(shop.shopId, draw.handle, draw.terms, now());
      return copy === null ? { did: "refused" as const } : redirect(to("draw", { drawId: copy }));
    }
    case "again":
      return { did: "again" as const, ...(await giveOwedPrizes(shop, draw.drawId)) };
    case "instead":
      return { did: "instead" as const, gave: await giveInstead(shop, draw.drawId, posted) };
    case "save":
      return { did: "save" as const, saved: await save(shop, draw.drawId, posted.draft, posted.seen) };
    case "activate":
    case "pause":
    case "end":
      return { did: posted.intent, changed: await changeDrawState(shop, draw.drawId, states[posted.intent], posted.seen) };
  }
}

type SaveAnswer =
  | { ok: true; version: number }
  | { ok: false; reason: "errors"; errors: Errors }
  | { ok: false; reason: "changed-meanwhile"; version: number };

async function save(shop: Shop, drawId: number, draft: Draft, over: number): Promise<SaveAnswer> {
  const rewards = await listGivable(shop);
  const read = readDraft(draft, { rewardIds: rewards.map(({ rewardId }) => rewardId) });
  if (!read.ok) return { ok: false, reason: "errors", errors: read.errors };
  const saved = await saveDraw(shop.shopId, drawId, over, read, now());
  if (saved.ok || saved.reason === "changed-meanwhile") return saved;
  if (saved.reason === "taken") return { ok: false, reason: "errors", errors: { handle: "taken" } };
  throw notFound();
}

function idIn(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("draw", { status: 404 });
}

type Changed = Awaited<ReturnType<typeof changeDrawState>>;
type Answer =
  | { did: "save"; saved: SaveAnswer }
  | { did: "theirs"; version: number; draft: Draft }
  | { did: "verify"; verified: Verified }
  | { did: "activate" | "pause" | "end"; changed: Changed }
  | { did: "again"; given: number; left: number }
  | { did: "instead"; gave: Awaited<ReturnType<typeof giveInstead>> }
  | { did: "refused" };

export default function DrawPage() {
  const { drawId } = useLoaderData<typeof loader>();
  return <Editor key={drawId} />;
}

function Editor() {
  const { draft: saved, version, state, phase, terms, ...around } = useLoaderData<typeof loader>();
  const t = useT();
  const admin = useLocale();
  const toast = useToast();
  const form = useVersioned(saved, version);
  const { typed, type, changed, discard, seen: seenNow, theirs } = form;
  const [errors, setErrors] = useState<Errors>({});
  const [locale, setLocale] = useState<TextLocale>(admin);
  const [verified, setVerified] = useState<Verified | null>(null);
  const post = usePost<Answer>({ again: () => send(seenNow) });
  const send = (over: number) => {
    form.sending(typed);
    setErrors({});
    post.submit({ intent: "save", draft: stringifyJson(typed), seen: String(over) });
  };
  const onType = (patch: Partial<Draft>) => {
    type(patch);
    setErrors((before) => without(before, patch));
  };
  useTellOnce(post.answer, (answer) => {
    switch (answer.did) {
      case "theirs":
        form.load(answer.version, answer.draft);
        return;
      case "verify":
        setVerified(answer.verified);
        return;
      case "refused":
        toast(t("draws.tooMany"), { isError: true });
        return;
      case "again":
        if (answer.given > 0) toast(t("draws.owedGiven", { count: answer.given }));
        else toast(t("draws.owedNone"), { isError: true });
        return;
      case "instead":
        if (answer.gave.ok) toast(t("draws.owedDone"));
        else toast(t(answer.gave.reason === "reward" ? "draws.owedWrong" : "draws.owedSettled"), { isError: true });
        return;
      case "save":
        take(answer.saved);
        return;
      case "activate":
      case "pause":
      case "end":
        tell(answer.did, answer.changed);
    }
  });
  const take = (answer: SaveAnswer) => {
    if (answer.ok) {
      form.saved(answer.version);
      toast(t("draws.saved"));
    } else if (answer.reason === "changed-meanwhile") form.met(answer.version);
    else {
      setErrors(answer.errors);
      toast(t("draws.refused"), { isError: true });
      document.getElementById(`draw-${Object.keys(answer.errors)[0] ?? ""}`)?.focus();
    }
  };
  const tell = (did: keyof typeof states, answer: Changed) => {
    if (answer.ok) toast(t(did === "activate" ? "draws.nowActive" : did === "pause" ? "draws.nowPaused" : "draws.nowEnded"));
    else if (answer.reason === "begun") {
      setErrors({ from: "begun" });
      document.getElementById("draw-from")?.focus();
    } else toast(t(answer.reason === "reward" ? "draws.rewardGone" : "draws.notNow"), { isError: true });
  };
  const rewards = around.rewards.map(({ rewardId, title }) => ({ value: String(rewardId), label: textIn(title, admin) }));
  const read = readDraft(typed, { rewardIds: around.rewards.map(({ rewardId }) => rewardId) });
  const shown = state !== "draft" ? terms : read.ok ? read.terms : null;
  const part = { draft: typed, errors, onType, locale };
  return (
    <AdminPage
      fullWidth
      title={textIn(terms.title, admin)}
      secondaryActions={[{ content: t("draws.copy"), onAction: () => post.submit({ intent: "copy" }) }]}
    >
      <SaveBar open={changed} busy={post.busy} onSave={() => send(seenNow)} onDiscard={discard} />
      {theirs !== null && (
        <Conflict
          title={t("draws.conflictTitle")}
          onMine={() => send(theirs)}
          onTheirs={() => post.submit({ intent: "theirs" })}
        />
      )}
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {state === "draft" ? (
              <>
                <BasicsPart
                  {...part}
                  onLocale={setLocale}
                  address={around.address.replace(/[^/]*$/, () => typed.handle.trim())}
                />
                <PrizesPart {...part} rewards={rewards} />
                <TimePart {...part} />
                <RulesPart {...part} proposed={around.proposed} />
              </>
            ) : (
              <>
                <OwedCard
                  {...{ owed: around.owed, terms, rewards, busy: post.busy }}
                  onAgain={() => post.submit({ intent: "again" })}
                  onInstead={(number, rewardId) => post.submit({ intent: "instead", number: String(number), rewardId })}
                />
                <ResultsCard drawId={around.drawId} terms={terms} figures={around.figures} counts={around.counts} />
                <Fixed rules={textIn(terms.rules, admin)} />
              </>
            )}
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <StateCard
              {...{ state, phase, changed, busy: post.busy, address: around.address }}
              send={(intent) => post.submit({ intent, seen: String(seenNow) })}
            />
            <PreviewCard terms={shown} locale={locale} />
            {state !== "draft" && (
              <ProofCard
                {...{ seedHash: around.seedHash, seed: around.seed, verified, busy: post.busy }}
                onVerify={() => post.submit({ intent: "verify" })}
              />
            )}
          </BlockStack>
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}

/** The rules as they stand since it was switched on. */
function Fixed({ rules }: { rules: string }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("draws.rules")}
        </Text>
        {rules.split(/\n{2,}/).map((paragraph) => (
          <Text as="p" key={paragraph}>
            {paragraph}
          </Text>
        ))}
        <Text as="p" tone="subdued">
          {t("draws.fixed")}
        </Text>
      </BlockStack>
    </Card>
  );
}

/** What is wrong, less what is being typed anew. Of prizes every word may have to do with every other. */
function without(errors: Errors, patch: Partial<Draft>): Errors {
  const kept = Object.entries(errors).filter(
    ([field]) => !(field in patch) && !("prizes" in patch && (field.includes(".") || field === "fallback")),
  );
  return Object.fromEntries(kept);
}
