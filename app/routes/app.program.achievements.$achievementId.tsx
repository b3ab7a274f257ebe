import { BlockStack, Layout } from "@shopify/polaris";
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { createAchievement, findAchievement, saveAchievement, type Achievement } from "../achievements/achievements.server.ts";
import { draftField, draftOf, languagesOf, type Draft, type TextLocale } from "../achievements/content/draft.ts";
import { knownWith, readDraft, type Errors, type Known } from "../achievements/content/read-draft.ts";
import type { Terms } from "../achievements/content/terms.ts";
import { forecast } from "../achievements/shown/figures.server.ts";
import { changeAchievementState } from "../actions/merchant/achievement-state.server.ts";
import { now } from "../clock.server.ts";
import { BringsPart } from "../components/achievements/brings-part.tsx";
import { GoalPart } from "../components/achievements/goal-part.tsx";
import { LookPart } from "../components/achievements/look-part.tsx";
import { ForecastCard, PreviewCard } from "../components/achievements/preview-card.tsx";
import { FixedCard, StateCard } from "../components/achievements/state-card.tsx";
import { useLocale, useShop, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { Conflict, useVersioned } from "../components/page/posting/versioned.tsx";
import { useSegmentName } from "../components/segment-badge.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { stringifyJson } from "../lib/json.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { textIn } from "../program/rules/texts.ts";
import { currentProgram } from "../program/versions.server.ts";
import { enqueue } from "../queue/queue.server.ts";
import { listRewards } from "../rewards/rewards.server.ts";
import { listSegments } from "../segments/segments.server.ts";
import type { Shop } from "../shops/shop.ts";
import { readStorefront } from "../shops/shops.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const found = await findAchievement(db(), shop.shopId, idIn(params["achievementId"]));
  if (found === null) throw notFound();
  const at = now();
  const [known, storefront, likely] = await Promise.all([
    readAround(shop, at),
    readStorefront(db(), shop),
    forecast(db(), shop, found.terms, at),
  ]);
  const { achievementId, state, terms, version, activatedAt } = found;
  return {
    ...{ achievementId, state, terms, version, likely, at, draft: draftOf(terms, shop.currency, locale) },
    fixed: activatedAt !== null,
    languages: languagesOf([storefront.primaryLocale, ...storefront.publishedLocales]),
    segments: known.segments.map(({ segmentId, key, name }) => ({ segmentId, key, name })),
    tiers: known.tiers,
    rewards: known.rewards.map(({ rewardId, terms: { title } }) => ({ rewardId, title })),
  };
}

/** What a challenge may refer to; rewards of which one can be given. */
async function readAround(shop: Shop, at: Date) {
  const [{ rules }, segments, rewards] = await Promise.all([
    currentProgram(db(), shop.shopId, at),
    listSegments(db(), shop.shopId),
    listRewards(db(), shop.shopId),
  ]);
  return {
    segments,
    tiers: (rules.tiers?.levels ?? []).map(({ key, name }) => ({ key, name })),
    // Where the value follows from the points spent, nothing can be given.
    rewards: rewards.filter(
      ({ state, terms: { kind, steps } }) => state !== "archived" && kind !== "slider" && steps === undefined,
    ),
  };
}

const seen = z.coerce.number().int().min(1);
const postSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("save"), draft: draftField, seen }),
  z.object({ intent: z.literal("theirs") }),
  z.object({ intent: z.enum(["activate", "pause", "archive"]), seen }),
  z.object({ intent: z.literal("copy") }),
]);
const states = { activate: "active", pause: "paused", archive: "archived" } as const;

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const achievementId = idIn(params["achievementId"]);
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!posted.success) throw new Response("Not an achievement", { status: 422 });
  return act(shop, achievementId, posted.data, locale);
}

async function act(shop: Shop, achievementId: number, posted: z.infer<typeof postSchema>, locale: string) {
  const found = await findAchievement(db(), shop.shopId, achievementId);
  if (found === null) throw notFound();
  switch (posted.intent) {
    case "theirs":
      return { did: "theirs" as const, version: found.version, draft: draftOf(found.terms, shop.currency, locale) };
    case "copy": {
      const copy = await createAchievement(shop.shopId, found.terms, now());
      if (copy === null) return { did: "refused" as const };
      // Of an archived one's collection nobody has kept the products.
      await askForCollection(shop, found.terms);
      return redirect(to("achievement", { achievementId: copy }));
    }
    case "save":
      return { did: "save" as const, saved: await save(shop, found, posted.draft, posted.seen) };
    case "activate":
    case "pause":
    case "archive": {
      const changed = await changeAchievementState(shop, achievementId, states[posted.intent], posted.seen);
      return { did: posted.intent, changed };
    }
  }
}

type SaveAnswer =
  | { ok: true; version: number }
  | { ok: false; reason: "errors"; errors: Errors }
  | { ok: false; reason: "changed-meanwhile"; version: number };

async function save(
  shop: Shop,
  { achievementId, activatedAt, terms }: Achievement,
  draft: Draft,
  over: number,
): Promise<SaveAnswer> {
  const around = await readAround(shop, now());
  const known: Known = {
    currency: shop.currency,
    tiers: around.tiers.map(({ key }) => key),
    segmentIds: around.segments.map(({ segmentId }) => segmentId),
    rewardIds: around.rewards.map(({ rewardId }) => rewardId),
  };
  const read = readDraft(draft, activatedAt === null ? known : knownWith(known, terms));
  if (!read.ok) return { ok: false, reason: "errors", errors: read.errors };
  const saved = await saveAchievement(shop.shopId, achievementId, over, read.terms, now());
  if (!saved.ok && saved.reason === "gone") throw notFound();
  if (saved.ok) {
    await enqueue("publish-program", [{ shopId: shop.shopId }]);
    await askForCollection(shop, read.terms);
  }
  return saved;
}

/** Of the collections that Shopify has, those that something asks for are known. */
async function askForCollection({ shopId }: Shop, { only }: Terms): Promise<void> {
  if (only?.of === "collection") await enqueue("sync-collections", [{ shopId, collectionIds: [only.value] }]);
}

function idIn(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("achievement", { status: 404 });
}

type Changed = Awaited<ReturnType<typeof changeAchievementState>>;
type Answer =
  | { did: "save"; saved: SaveAnswer }
  | { did: "theirs"; version: number; draft: Draft }
  | { did: "activate" | "pause" | "archive"; changed: Changed }
  | { did: "refused" };

export default function AchievementPage() {
  const { achievementId } = useLoaderData<typeof loader>();
  return <Editor key={achievementId} />;
}

function Editor() {
  const { draft: saved, version, state, terms, fixed, likely, languages, ...around } = useLoaderData<typeof loader>();
  const t = useT();
  const admin = useLocale();
  const toast = useToast();
  const { currency } = useShop();
  const segmentName = useSegmentName();
  const form = useVersioned(saved, version);
  const { typed, type, changed, discard, seen: seenNow, theirs } = form;
  const [errors, setErrors] = useState<Errors>({});
  const [locale, setLocale] = useState<TextLocale>(admin);
  const post = usePost<Answer>({ again: () => send(seenNow) });
  const send = (over: number) => {
    form.sending(typed);
    setErrors({});
    post.submit({ intent: "save", draft: stringifyJson(typed), seen: String(over) });
  };
  const onType = (patch: Partial<Draft>) => {
    type(patch);
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in patch))));
  };
  useTellOnce(post.answer, (answer) => {
    switch (answer.did) {
      case "theirs":
        form.load(answer.version, answer.draft);
        return;
      case "refused":
        toast(t("achievements.tooMany"), { isError: true });
        return;
      case "save":
        take(answer.saved);
        return;
      case "activate":
      case "pause":
      case "archive":
        tell(answer.did, answer.changed);
    }
  });
  const take = (answer: SaveAnswer) => {
    if (answer.ok) {
      form.saved(answer.version);
      toast(t("achievements.saved"));
    } else if (answer.reason === "changed-meanwhile") form.met(answer.version);
    else {
      setErrors(answer.errors);
      toast(t("achievements.refused"), { isError: true });
      document.getElementById(`achievement-${Object.keys(answer.errors)[0] ?? ""}`)?.focus();
    }
  };
  const tell = (did: "activate" | "pause" | "archive", answer: Changed) => {
    if (answer.ok) {
      if (did === "activate") toast(t("achievements.nowActive"));
      if (did === "pause") toast(t("achievements.nowPaused"));
    } else if (answer.reason === "begun") {
      setErrors({ from: "begun" });
      document.getElementById("achievement-from")?.focus();
    } else toast(t("achievements.notNow"), { isError: true });
  };
  const segments = around.segments.map((segment) => ({ value: String(segment.segmentId), label: segmentName(segment) }));
  const tiers = around.tiers.map(({ key, name }) => ({ value: key, label: textIn(name, admin) }));
  const rewards = around.rewards.map(({ rewardId, title }) => ({ value: String(rewardId), label: textIn(title, admin) }));
  const known: Known = {
    ...{ currency, tiers: tiers.map(({ value }) => value), segmentIds: segments.map(({ value }) => Number(value)) },
    rewardIds: rewards.map(({ value }) => Number(value)),
  };
  const read = readDraft(typed, fixed ? knownWith(known, terms) : known);
  const shown = read.ok ? read.terms : null;
  return (
    <AdminPage
      fullWidth
      title={textIn(terms.title, admin)}
      secondaryActions={[{ content: t("achievements.copy"), onAction: () => post.submit({ intent: "copy" }) }]}
    >
      <SaveBar open={changed} busy={post.busy} onSave={() => send(seenNow)} onDiscard={discard} />
      {theirs !== null && (
        <Conflict
          title={t("achievements.conflictTitle")}
          onMine={() => send(theirs)}
          onTheirs={() => post.submit({ intent: "theirs" })}
        />
      )}
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <LookPart {...{ draft: typed, errors, onType, locale, onLocale: setLocale, languages }} />
            {fixed ? (
              <FixedCard terms={terms} rewards={rewards} segments={segments} tiers={tiers} />
            ) : (
              <>
                <GoalPart {...{ draft: typed, errors, onType, segments, tiers }} />
                <BringsPart {...{ draft: typed, errors, onType, rewards }} />
              </>
            )}
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <StateCard
              {...{ state, terms, at: around.at, changed, busy: post.busy }}
              send={(intent) => post.submit({ intent, seen: String(seenNow) })}
            />
            <PreviewCard terms={shown} locale={locale} rewards={rewards} />
            {!fixed && <ForecastCard likely={likely} terms={terms} />}
          </BlockStack>
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}
