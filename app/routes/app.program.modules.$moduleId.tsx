import { BlockStack, Layout } from "@shopify/polaris";
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { findAchievement } from "../achievements/achievements.server.ts";
import { archiveModule, makeBadge, publishModule, type Published } from "../actions/merchant/publish-module.server.ts";
import { now } from "../clock.server.ts";
import { ContentPart, type ModuleForm } from "../components/learning/content-part.tsx";
import { QuestionsPart } from "../components/learning/questions-part.tsx";
import { RulesPart } from "../components/learning/rules-part.tsx";
import { BadgeCard, ResultsCard, StateCard } from "../components/learning/side-cards.tsx";
import type { FormErrors } from "../components/learning/words.ts";
import { useLocale, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { Conflict, useVersioned } from "../components/page/posting/versioned.tsx";
import { useSegmentName } from "../components/segment-badge.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { draftField, type TextLocale } from "../learning/content/draft.ts";
import { handleSchema } from "../learning/content/terms.ts";
import { findModule, findVersion, saveModule, titlesOf, type Module } from "../learning/modules.server.ts";
import { countWrong, NO_FIGURES, readFigures } from "../learning/shown/figures.server.ts";
import { stringifyJson } from "../lib/json.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { textIn } from "../program/rules/texts.ts";
import { readAudiences } from "../segments/audience/known.server.ts";
import type { Shop } from "../shops/shop.ts";
import { readStorefront } from "../shops/shops.server.ts";
import { moduleLink } from "../shops/storefront/storefront-links.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const module = await findModule(db(), shop.shopId, idIn(params["moduleId"]));
  if (module === null) throw notFound();
  const { moduleId, state, version, handle, draft, published, achievementId } = module;
  const [known, figures, current, counts, storefront, badge] = await Promise.all([
    readAudiences(db(), shop, now()),
    readFigures(db(), shop.shopId),
    published === null ? null : findVersion(db(), shop.shopId, moduleId, published),
    published === null ? null : countWrong(db(), shop.shopId, moduleId, published),
    readStorefront(db(), shop),
    achievementId === null ? null : findAchievement(db(), shop.shopId, achievementId),
  ]);
  return {
    ...{ moduleId, state, version, published, form: formOf(module), tiers: known.tiers },
    title: titlesOf(draft),
    achievementId: badge === null || badge.state === "archived" ? null : badge.achievementId,
    segments: known.segments.map(({ segmentId, key, name }) => ({ segmentId, key, name })),
    figures: figures.get(moduleId) ?? NO_FIGURES,
    questions: current?.terms.questions ?? [],
    counts: { attempts: counts?.attempts ?? 0, wrong: [...(counts?.wrong ?? [])] },
    address: moduleLink(storefront, handle),
  };
}

function formOf({ handle, draft }: Pick<Module, "handle" | "draft">): ModuleForm {
  return { ...draft, handle };
}

const seen = z.coerce.number().int().min(1);
const postSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("save"), draft: draftField, handle: z.string().max(100), seen }),
  z.object({ intent: z.literal("publish"), seen }),
  z.object({ intent: z.enum(["theirs", "archive", "badge"]) }),
]);

type SaveAnswer =
  | { ok: true; version: number }
  | { ok: false; reason: "handle" | "taken" }
  | { ok: false; reason: "changed-meanwhile"; version: number };
type Answer =
  | { did: "save"; saved: SaveAnswer }
  | { did: "theirs"; version: number; form: ModuleForm }
  | { did: "publish"; published: Published }
  | { did: "archive" | "no-badge" };

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const module = await findModule(db(), shop.shopId, idIn(params["moduleId"]));
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (module === null) throw notFound();
  if (!posted.success) throw new Response("Not a module", { status: 422 });
  const { moduleId } = module;
  switch (posted.data.intent) {
    case "theirs":
      return { did: "theirs", version: module.version, form: formOf(module) } satisfies Answer;
    case "save":
      return { did: "save", saved: await save(shop, moduleId, posted.data) } satisfies Answer;
    case "publish":
      return { did: "publish", published: await publishModule(shop, moduleId, posted.data.seen) } satisfies Answer;
    case "archive":
      await archiveModule(shop, moduleId);
      return { did: "archive" } satisfies Answer;
    case "badge": {
      const achievementId = module.published === null ? null : await makeBadge(shop, moduleId, locale);
      return achievementId === null ? ({ did: "no-badge" } satisfies Answer) : redirect(to("achievement", { achievementId }));
    }
  }
}

type Posted = { draft: z.infer<typeof draftField>; handle: string; seen: number };

async function save(shop: Shop, moduleId: number, { draft, handle, seen: over }: Posted): Promise<SaveAnswer> {
  const address = handleSchema.safeParse(handle.trim());
  if (!address.success) return { ok: false, reason: "handle" };
  const saved = await saveModule(shop.shopId, moduleId, over, { handle: address.data, draft }, now());
  if (saved.ok || saved.reason === "changed-meanwhile") return saved;
  if (saved.reason === "taken") return { ok: false, reason: "taken" };
  throw notFound();
}

function idIn(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("module", { status: 404 });
}

export default function ModulePage() {
  const { moduleId } = useLoaderData<typeof loader>();
  return <Editor key={moduleId} />;
}

function Editor() {
  const { form: saved, version, state, published, title, ...around } = useLoaderData<typeof loader>();
  const t = useT();
  const admin = useLocale();
  const toast = useToast();
  const segmentName = useSegmentName();
  const [errors, setErrors] = useState<FormErrors>({});
  const [locale, setLocale] = useState<TextLocale>(admin);
  const form = useVersioned(saved, version);
  const { typed, type, changed, discard, seen: seenNow, theirs } = form;
  const post = usePost<Answer>({ again: () => send(seenNow) });
  const send = (over: number) => {
    const { handle, ...draft } = typed;
    form.sending(typed);
    setErrors({});
    post.submit({ intent: "save", draft: stringifyJson(draft), handle, seen: String(over) });
  };
  const onType = (patch: Partial<ModuleForm>) => {
    type(patch);
    setErrors((before) => without(before, patch));
  };
  const point = (wrong: FormErrors) => {
    setErrors(wrong);
    toast(t("modules.refused"), { isError: true });
    document.getElementById(`module-${Object.keys(wrong)[0] ?? ""}`)?.focus();
  };
  useTellOnce(post.answer, (answer) => {
    switch (answer.did) {
      case "theirs":
        form.load(answer.version, answer.form);
        return;
      case "save":
        if (answer.saved.ok) {
          form.saved(answer.saved.version);
          toast(t("modules.saved"));
        } else if (answer.saved.reason === "changed-meanwhile") form.met(answer.saved.version);
        else point({ handle: answer.saved.reason });
        return;
      case "publish":
        if (answer.published.ok) toast(t("modules.published"));
        else if (answer.published.reason === "errors") point(answer.published.errors);
        else form.met(version);
        return;
      case "archive":
        toast(t("modules.archived"));
        return;
      case "no-badge":
        toast(t("modules.badgeFailed"), { isError: true });
    }
  });
  const part = { form: typed, errors, onType, locale };
  return (
    <AdminPage fullWidth title={textIn(title, admin)}>
      <SaveBar open={changed} busy={post.busy} onSave={() => send(seenNow)} onDiscard={discard} />
      {theirs !== null && (
        <Conflict
          title={t("modules.conflictTitle")}
          onMine={() => send(theirs)}
          onTheirs={() => post.submit({ intent: "theirs" })}
        />
      )}
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <ContentPart
              {...part}
              onLocale={setLocale}
              fixed={published !== null}
              address={around.address.replace(/[^/]*$/, () => typed.handle.trim())}
            />
            <QuestionsPart {...part} />
            <RulesPart
              {...part}
              tiers={around.tiers.map(({ key, name }) => ({ value: key, label: textIn(name, admin) }))}
              segments={around.segments.map((segment) => ({ value: String(segment.segmentId), label: segmentName(segment) }))}
            />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <StateCard
              {...{ state, published, changed, busy: post.busy, address: around.address }}
              send={(intent) => post.submit(intent === "publish" ? { intent, seen: String(seenNow) } : { intent })}
            />
            <ResultsCard figures={around.figures} questions={around.questions} counts={around.counts} />
            <BadgeCard
              achievementId={around.achievementId}
              published={published !== null}
              busy={post.busy}
              onMake={() => post.submit({ intent: "badge" })}
            />
          </BlockStack>
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}

/** What is wrong, less what is being typed anew. */
function without(errors: FormErrors, patch: Partial<ModuleForm>): FormErrors {
  const isKept = (field: string) => !(field in patch) && !("questions" in patch && (field.includes(".") || field === "needed"));
  return Object.fromEntries(Object.entries(errors).filter(([field]) => isKept(field))) as FormErrors;
}
