import { Banner, BlockStack, Button, InlineStack } from "@shopify/polaris";
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { Answers } from "../components/email-editor/answers.tsx";
import { TestSend, Versions } from "../components/email-editor/aside.tsx";
import { ProductTitles } from "../components/email-editor/blocks/product-field.tsx";
import { SurveyChoices } from "../components/email-editor/blocks/survey-field.tsx";
import { Editor, type PreviewAnswer } from "../components/email-editor/editor.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Confirm } from "../components/page/bridge/confirm.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { useTyped } from "../components/page/posting/typed.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { factSources } from "../jobs/loops/fact-sources.server.ts";
import { jsonField } from "../lib/fields.ts";
import { stringifyJson } from "../lib/json.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { countAnswers } from "../messages/answers/answers.server.ts";
import { countedQuestions } from "../messages/answers/counted.ts";
import { readBrand } from "../messages/content/brand/brand.server.ts";
import type { Finding } from "../messages/content/checks/finding.ts";
import {
  documentSchema,
  emailLanguages,
  languagesOf,
  type EmailDocument,
  type EmailLanguage,
} from "../messages/content/document/document.ts";
import { documentOf } from "../messages/content/presets/preset.ts";
import { isPresetKey, presets } from "../messages/content/presets/registry.ts";
import { archive, create, findEmail, findVersion, keep, listVersions } from "../messages/content/store/emails.server.ts";
import { recommend } from "../insights/recommendations/for-emails.server.ts";
import { findReaders } from "../messages/content/store/chosen-reader.server.ts";
import { previewEmail } from "../messages/content/store/preview.server.ts";
import { publish } from "../messages/content/store/publish.server.ts";
import { sendTest, testAddresses, type Tested } from "../messages/content/store/test-send.server.ts";
import { to } from "../pages.ts";
import { surveyChoices } from "../surveys/content/for-emails.ts";
import { listSurveys } from "../surveys/surveys.server.ts";
import { productTitles } from "../shops/products.server.ts";
import type { Shop } from "../shops/shop.ts";
import { readContactAddress } from "../shops/shops.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

const MOST_VERSIONS = 50;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const emailId = idOf(params["emailId"]);
  const email = await findEmail(shop.shopId, emailId);
  const newest = email === null ? null : await findVersion(shop.shopId, emailId, email.version);
  if (email === null || newest === null) throw notFound();
  const [versions, contact, answers, surveys, titles] = await Promise.all([
    listVersions(shop.shopId, emailId, MOST_VERSIONS),
    readContactAddress(db(), shop.shopId),
    countAnswers(db(), shop.shopId, emailId),
    listSurveys(db(), shop.shopId),
    productTitles(db(), shop.shopId, productsIn(newest.document)),
  ]);
  return {
    ...{ emailId, version: email.version, published: email.published, hasPreset: isPresetKey(email.preset) },
    draft: { name: email.name, document: newest.document },
    versions: versions.map(({ version, createdAt }) => ({ version, createdAt: createdAt.toISOString() })),
    surveys: surveyChoices(surveys),
    titles,
    questions: countedQuestions(newest.document, answers, locale),
    addresses: await testAddresses(shop.shopId, contact),
    shopLanguage: shop.primaryLocale.toLowerCase().startsWith("de") ? ("de" as const) : ("en" as const),
  };
}

/** Those that its rows name. */
function productsIn(email: EmailDocument): bigint[] {
  return languagesOf(email)
    .flatMap((language) => email[language]?.blocks ?? [])
    .flatMap((block) => (block.kind === "products" ? block.productIds.map(BigInt) : []));
}

const document = jsonField(400_000).pipe(documentSchema);
const language = z.enum(emailLanguages);
const name = z.string().trim().min(1).max(100);
const version = z.coerce.number().int().min(1);
/** An invented one of whom all or nothing is known, or a customer. */
const reader = z.union([
  z.enum(["all", "nothing"]),
  z
    .string()
    .regex(/^\d{1,18}$/)
    .transform(BigInt),
]);
const postSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("preview"), document, language, reader }),
  z.object({ intent: z.literal("readers"), search: z.string().max(200) }),
  z.object({ intent: z.literal("save"), document, name, seen: version }),
  z.object({ intent: z.literal("publish"), document, name, seen: version }),
  z.object({ intent: z.literal("version"), version }),
  z.object({ intent: z.literal("reset") }),
  z.object({ intent: z.literal("duplicate"), document, name }),
  z.object({ intent: z.literal("archive") }),
  z.object({ intent: z.literal("test"), document, language, to: z.string().max(320) }),
]);
type Posted = z.infer<typeof postSchema>;

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const emailId = idOf(params["emailId"]);
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!posted.success) throw new Response("Not an email", { status: 422 });
  return act(shop, emailId, posted.data, actor, now());
}

async function act(shop: Shop, emailId: number, posted: Posted, actor: string, at: Date) {
  switch (posted.intent) {
    case "preview":
      return {
        did: "preview" as const,
        preview: await previewEmail(
          shop,
          recommend,
          posted.document,
          posted.language,
          typeof posted.reader === "bigint" ? { customerId: posted.reader, sources: factSources, now: at } : posted.reader,
        ),
      };
    case "readers":
      return { did: "readers" as const, readers: await findReaders(shop.shopId, posted.search) };
    case "save":
    case "publish": {
      const change = { name: posted.name, document: posted.document, actor };
      const kept =
        posted.intent === "publish"
          ? await publish(shop, emailId, posted.seen, change, at)
          : await keep(shop.shopId, emailId, posted.seen, { ...change, compiled: null }, at);
      if (!kept.ok && kept.reason === "gone") throw notFound();
      return { did: posted.intent, kept };
    }
    case "version": {
      const found = await findVersion(shop.shopId, emailId, posted.version);
      if (found === null) throw notFound();
      return { did: "version" as const, version: found.version, document: found.document };
    }
    case "reset": {
      const preset = (await findEmail(shop.shopId, emailId))?.preset;
      if (!isPresetKey(preset)) throw notFound();
      return { did: "reset" as const, document: documentOf(presets[preset], (await readBrand(shop.shopId)).form) };
    }
    case "duplicate": {
      const preset = (await findEmail(shop.shopId, emailId))?.preset ?? null;
      const copy = { name: posted.name, preset, document: posted.document, compiled: null, actor };
      const created = await create(shop.shopId, copy, at);
      if (created === null) throw new Response("Too many emails", { status: 409 });
      return redirect(to("email", { emailId: created }));
    }
    case "archive":
      if (!(await archive(shop.shopId, emailId, at))) throw notFound();
      return redirect(to("emails"));
    case "test": {
      const { rendered } = await previewEmail(shop, recommend, posted.document, posted.language, "all");
      const shopEmail = await readContactAddress(db(), shop.shopId);
      const told = { language: posted.language, to: posted.to, shopEmail };
      const outcome = rendered === null ? "not-sent" : await sendTest(shop, { ...told, rendered }, at);
      return { did: "test" as const, outcome, to: posted.to };
    }
  }
}

function idOf(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("email", { status: 404 });
}

type Kept =
  | { ok: true; version: number }
  | { ok: false; reason: "changed-meanwhile"; version: number }
  | { ok: false; reason: "findings"; findings: Finding[] };
type Answer =
  | { did: "save" | "publish"; kept: Kept }
  | { did: "version"; version: number; document: EmailDocument }
  | { did: "reset"; document: EmailDocument }
  | { did: "test"; outcome: Tested; to: string };

export default function EmailPage() {
  const { emailId } = useLoaderData<typeof loader>();
  return <EmailForm key={emailId} />;
}

function EmailForm() {
  const {
    version,
    published,
    hasPreset,
    draft: saved,
    versions,
    addresses,
    questions,
    surveys,
    titles,
    shopLanguage,
  } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  // What this page was opened with, or has saved itself: a version of somebody else's is met at the next save, not silently taken over.
  const [seen, setSeen] = useState(version);
  const [base, setBase] = useState(saved);
  const [sent, setSent] = useState(saved);
  // What was shown before an older version or the preset took its place.
  const [before, setBefore] = useState<EmailDocument | null>(null);
  const { typed, type, changed, sending, discard } = useTyped(base);
  const [language, setLanguage] = useState<EmailLanguage>(
    () => languagesOf(saved.document).find((one) => one === shopLanguage) ?? languagesOf(saved.document)[0] ?? shopLanguage,
  );
  const [asking, setAsking] = useState<"publish" | "reset" | "archive" | null>(null);
  const [theirs, setTheirs] = useState<number | null>(null);
  const preview = usePost<{ did: "preview"; preview: PreviewAnswer }>();
  const post = usePost<Answer>({ again: () => send("save", seen) });
  const fields = () => ({ document: stringifyJson(typed.document), name: typed.name.trim() === "" ? saved.name : typed.name });
  const send = (intent: "save" | "publish", over: number) => {
    sending();
    setSent(typed);
    setTheirs(null);
    setBefore(null);
    post.submit({ intent, ...fields(), seen: String(over) });
  };
  useTellOnce(post.answer, (answer) => {
    if (answer.did === "save" || answer.did === "publish") {
      if (answer.kept.ok) {
        setSeen(answer.kept.version);
        setBase(sent);
        toast(answer.did === "save" ? t("emailEditor.saved") : t("emailEditor.published"));
      } else if (answer.kept.reason === "findings") toast(t("emailEditor.refused"), { isError: true });
      else setTheirs(answer.kept.version);
    } else if (answer.did === "test") {
      const words: Record<Tested, string> = {
        sent: t("emailEditor.testSent", { address: answer.to }),
        "too-soon": t("emailEditor.testTooSoon"),
        "not-sent": t("emailEditor.testFailed"),
        "not-yours": t("emailEditor.testFailed"),
      };
      toast(words[answer.outcome], { isError: answer.outcome !== "sent" });
    } else if ("document" in answer) {
      setBefore(typed.document);
      type({ document: answer.document });
      if (answer.did === "version") toast(t("emailEditor.restored", { version: answer.version }));
    }
  });
  const showTheirs = () => {
    if (theirs === null) return;
    setSeen(theirs);
    setTheirs(null);
    post.submit({ intent: "version", version: String(theirs) });
  };
  const copy = t("emailEditor.copyName", { name: typed.name });
  return (
    <AdminPage
      fullWidth
      title={typed.name}
      primaryAction={{ content: t("emailEditor.publish"), disabled: post.busy, onAction: () => setAsking("publish") }}
      secondaryActions={[
        { content: t("emailEditor.duplicate"), onAction: () => post.submit({ intent: "duplicate", ...fields(), name: copy }) },
        ...(hasPreset ? [{ content: t("emailEditor.reset"), onAction: () => setAsking("reset") }] : []),
        { content: t("emailEditor.archive"), onAction: () => setAsking("archive") },
      ]}
    >
      <SaveBar open={changed} busy={post.busy} onSave={() => send("save", seen)} onDiscard={discard} />
      {theirs !== null && (
        <Banner tone="warning" title={t("emailEditor.conflictTitle")}>
          <BlockStack gap="200">
            <p>{t("emailEditor.conflictText")}</p>
            <InlineStack gap="200">
              <Button onClick={() => send("save", theirs)}>{t("emailEditor.conflictMine")}</Button>
              <Button onClick={showTheirs}>{t("emailEditor.conflictTheirs")}</Button>
            </InlineStack>
          </BlockStack>
        </Banner>
      )}
      {before !== null && (
        <Banner
          title={t("emailEditor.replaced")}
          action={{
            content: t("emailEditor.undo"),
            onAction: () => {
              type({ document: before });
              setBefore(null);
            },
          }}
          onDismiss={() => setBefore(null)}
        />
      )}
      <SurveyChoices value={surveys}>
        <ProductTitles value={titles}>
          <Editor
            draft={typed}
            onType={type}
            language={language}
            onLanguage={setLanguage}
            preview={preview.answer?.preview}
            onPreview={({ document, language, reader }) =>
              preview.submit({
                ...{ intent: "preview", document: stringifyJson(document), language },
                reader: typeof reader === "string" ? reader : String(reader.customerId),
              })
            }
            aside={
              <>
                {questions.length > 0 && <Answers questions={questions} />}
                <TestSend
                  addresses={addresses}
                  busy={post.busy}
                  onSend={(to) => post.submit({ intent: "test", document: stringifyJson(typed.document), language, to })}
                />
                <Versions
                  versions={versions}
                  published={published}
                  busy={post.busy}
                  onRestore={(older) => post.submit({ intent: "version", version: String(older) })}
                />
              </>
            }
          />
        </ProductTitles>
      </SurveyChoices>
      <Confirm
        open={asking === "publish"}
        title={t("emailEditor.publishTitle")}
        action={t("emailEditor.publish")}
        onConfirm={() => send("publish", seen)}
        onClose={() => setAsking(null)}
      >
        <p>{t("emailEditor.publishText")}</p>
      </Confirm>
      <Confirm
        open={asking === "reset"}
        title={t("emailEditor.resetTitle")}
        action={t("emailEditor.reset")}
        onConfirm={() => post.submit({ intent: "reset" })}
        onClose={() => setAsking(null)}
      >
        <p>{t("emailEditor.resetText")}</p>
      </Confirm>
      <Confirm
        open={asking === "archive"}
        title={t("emailEditor.archiveTitle")}
        action={t("emailEditor.archive")}
        destructive
        onConfirm={() => post.submit({ intent: "archive" })}
        onClose={() => setAsking(null)}
      >
        <p>{t("emailEditor.archiveText")}</p>
      </Confirm>
    </AdminPage>
  );
}
