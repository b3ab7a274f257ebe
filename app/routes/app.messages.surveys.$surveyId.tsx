import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { useLocale, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Confirm } from "../components/page/bridge/confirm.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { Conflict, useVersioned } from "../components/page/posting/versioned.tsx";
import { SurveyForm, type SurveyDraft } from "../components/surveys/editor/survey-form.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { jsonField } from "../lib/fields.ts";
import { stringifyJson } from "../lib/json.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { oneLine } from "../messages/content/text.ts";
import { linkAnswer } from "../messages/links/answer.ts";
import { to } from "../pages.ts";
import type { Shop } from "../shops/shop.ts";
import { readStorefront } from "../shops/shops.server.ts";
import { proxyUrlOf } from "../shops/storefront/storefront-links.ts";
import { SurveyPage as ReadersPage, type SurveyView } from "../surveys/asked/page.tsx";
import { checkSurvey, isSavable } from "../surveys/content/check.ts";
import { definitionSchema, surveyLanguages, type Definition, type SurveyLanguage } from "../surveys/content/survey.ts";
import { MOST_QUIET_DAYS } from "../surveys/asked/quiet.server.ts";
import { openWays } from "../surveys/content/ways.ts";
import { archiveSurvey, findSurvey, keepSurvey, type Kept, type Survey } from "../surveys/surveys.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const surveyId = idOf(params["surveyId"]);
  const survey = await findSurvey(db(), shop.shopId, surveyId);
  if (survey === null) throw notFound();
  const link = `${proxyUrlOf(await readStorefront(db(), shop))}/survey/${surveyId}`;
  return { surveyId, kind: survey.kind, version: survey.version, link, draft: draftOf(survey) };
}

function draftOf({ name, quietDays, pauses, ways, anonymous, definition: asked }: Survey): SurveyDraft {
  return { name, quietDays: String(quietDays), pauses, ways, anonymous, definition: asked };
}

const definition = jsonField(100_000).pipe(definitionSchema);
const yes = z.enum(["yes", "no"]).transform((word) => word === "yes");
/** With spaces between; what is no way is none. */
const waysIn = (text: string) => openWays.filter((way) => text.split(" ").includes(way));
const postSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("preview"), definition, language: z.enum(surveyLanguages), question: z.string().max(40) }),
  z.object({
    ...{ intent: z.literal("save"), definition, name: z.string().trim().min(1).max(100) },
    ...{
      quietDays: z.string().max(1_000),
      pauses: yes,
      ways: z.string().max(100).transform(waysIn),
      anonymous: yes,
      seen: z.coerce.number().int().min(1),
    },
  }),
  z.object({ intent: z.literal("theirs") }),
  z.object({ intent: z.literal("archive") }),
]);
type Posted = z.infer<typeof postSchema>;

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!posted.success) throw new Response("Not a survey", { status: 422 });
  return act(shop, idOf(params["surveyId"]), posted.data, actor);
}

async function act(shop: Shop, surveyId: number, posted: Posted, actor: string) {
  switch (posted.intent) {
    case "preview":
      return { did: "preview" as const, html: await previewOf(shop, posted.definition, posted.language, posted.question) };
    case "save":
      return { did: "save" as const, kept: await save(shop, surveyId, posted, actor) };
    case "theirs": {
      const survey = await findSurvey(db(), shop.shopId, surveyId);
      if (survey === null) throw notFound();
      return { did: "theirs" as const, version: survey.version, draft: draftOf(survey) };
    }
    case "archive":
      if (!(await archiveSurvey(shop.shopId, surveyId, now()))) throw notFound();
      return redirect(to("surveys"));
  }
}

type Saved = Exclude<Kept, { reason: "gone" }> | { ok: false; reason: "quiet-days" | "problems" };

async function save(
  shop: Shop,
  surveyId: number,
  { name, quietDays: typed, pauses, ways, anonymous, definition: asked, seen }: Extract<Posted, { intent: "save" }>,
  actor: string,
): Promise<Saved> {
  const quietDays = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : -1;
  if (quietDays < 0 || quietDays > MOST_QUIET_DAYS) return { ok: false, reason: "quiet-days" };
  const survey = await findSurvey(db(), shop.shopId, surveyId);
  if (survey === null) throw notFound();
  if (!isSavable(checkSurvey(survey.kind, asked))) return { ok: false, reason: "problems" };
  const kept = await keepSurvey(
    shop.shopId,
    surveyId,
    seen,
    { name, quietDays, pauses, ways, anonymous, definition: asked, actor },
    now(),
  );
  if (!kept.ok && kept.reason === "gone") throw notFound();
  return kept;
}

function previewOf(shop: Shop, asked: Definition, language: SurveyLanguage, id: string): Promise<string> {
  const at = asked.questions.findIndex((question) => question.id === id);
  const view: SurveyView = {
    ...{ locale: language, languages: [language], shopName: oneLine(shop.name), version: 1, definition: asked },
    ...{ question: asked.questions[at] ?? null, step: at + 1, chosen: null, said: null, sheet: null, change: null },
  };
  return linkAnswer(<ReadersPage view={view} />, language).text();
}

function idOf(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("survey", { status: 404 });
}

type Answer = { did: "save"; kept: Saved } | { did: "theirs"; version: number; draft: SurveyDraft };

export default function SurveyPage() {
  const { surveyId } = useLoaderData<typeof loader>();
  return <SurveyEditor key={surveyId} />;
}

function SurveyEditor() {
  const { surveyId, kind, version, link, draft: saved } = useLoaderData<typeof loader>();
  const t = useT();
  const locale = useLocale();
  const toast = useToast();
  const form = useVersioned<SurveyDraft>(saved, version);
  const { base, typed, type, changed, discard, seen, theirs } = form;
  const [language, setLanguage] = useState<SurveyLanguage>(locale);
  const [quietError, setQuietError] = useState(false);
  const [asking, setAsking] = useState(false);
  const preview = usePost<{ did: "preview"; html: string }>();
  const post = usePost<Answer>({ again: () => send(seen) });
  const send = (over: number) => {
    const name = typed.name.trim() === "" ? base.name : typed.name;
    form.sending({ ...typed, name });
    setQuietError(false);
    const { quietDays, pauses, ways, anonymous } = typed;
    post.submit({
      intent: "save",
      definition: stringifyJson(typed.definition),
      name,
      quietDays,
      pauses: pauses ? "yes" : "no",
      ways: ways.join(" "),
      anonymous: anonymous ? "yes" : "no",
      seen: String(over),
    });
  };
  useTellOnce(post.answer, (answer) => {
    if (answer.did === "theirs") {
      form.load(answer.version, answer.draft);
      return;
    }
    const { kept } = answer;
    if (kept.ok) {
      form.saved(kept.version);
      toast(t("surveys.saved"));
    } else if (kept.reason === "changed-meanwhile") form.met(kept.version);
    else {
      setQuietError(kept.reason === "quiet-days");
      toast(t("surveys.refused"), { isError: true });
      if (kept.reason === "quiet-days") document.getElementById("survey-quiet")?.focus();
    }
  });
  return (
    <AdminPage
      fullWidth
      title={base.name}
      primaryAction={{ content: t("surveys.results"), url: to("surveyResults", { surveyId }) }}
      secondaryActions={[{ content: t("surveys.archive"), onAction: () => setAsking(true) }]}
    >
      <SaveBar open={changed} busy={post.busy} onSave={() => send(seen)} onDiscard={discard} />
      {theirs !== null && (
        <Conflict
          title={t("surveys.conflictTitle")}
          onMine={() => send(theirs)}
          onTheirs={() => post.submit({ intent: "theirs" })}
        />
      )}
      <SurveyForm
        {...{ kind, link, draft: typed, quietError, onType: type, language, onLanguage: setLanguage }}
        preview={preview.answer?.html ?? null}
        onPreview={({ definition: asked, language: shown, question }) =>
          preview.submit({ intent: "preview", definition: stringifyJson(asked), language: shown, question })
        }
      />
      <Confirm
        open={asking}
        title={t("surveys.archiveTitle")}
        action={t("surveys.archive")}
        destructive
        onConfirm={() => post.submit({ intent: "archive" })}
        onClose={() => setAsking(false)}
      >
        <p>{t("surveys.archiveText")}</p>
      </Confirm>
    </AdminPage>
  );
}
