import { BlockStack, Button, Card, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { now } from "../clock.server.ts";
import type { TextLocale } from "../community/content/draft.ts";
import { postField, postKinds, wrongInPost, type Post, type PostErrors } from "../community/content/post.ts";
import { deletePost, findPost, savePost, showPost, type SavedPost } from "../community/posts.server.ts";
import { LanguageField } from "../components/community/group-parts.tsx";
import { issueWords, postNames } from "../components/community/words.ts";
import { useFormat, useLocale, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Confirm } from "../components/page/bridge/confirm.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { Conflict, useVersioned } from "../components/page/posting/versioned.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { stringifyJson } from "../lib/json.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { textIn } from "../program/rules/texts.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

type Params = Readonly<Record<string, string | undefined>>;

async function found(request: Request, params: Params) {
  const { shop, actor } = await authenticateMerchant(request);
  const kept = await findPost(db(), shop.shopId, idIn(params["groupId"]), idIn(params["postId"]));
  if (kept === null) throw notFound();
  return { shop, actor, kept };
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { kept } = await found(request, params);
  return { ...kept, publishedAt: kept.publishedAt?.toISOString() ?? null };
}

const seen = z.coerce.number().int().min(1);
const postSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("save"), post: postField, seen }),
  z.object({ intent: z.enum(["show", "hide"]), seen }),
  z.object({ intent: z.enum(["theirs", "remove"]) }),
]);

type Answer =
  | { did: "save"; saved: SavedPost }
  | { did: "theirs"; version: number; post: Post }
  | { did: "show"; errors: PostErrors; done: boolean }
  | { did: "hide"; done: boolean };

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor, kept } = await found(request, params);
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!posted.success) throw new Response("Not a post", { status: 422 });
  switch (posted.data.intent) {
    case "theirs":
      return { did: "theirs", version: kept.version, post: kept.post } satisfies Answer;
    case "save": {
      const saved = await savePost(shop.shopId, kept, posted.data.seen, posted.data.post, actor, now());
      return { did: "save", saved } satisfies Answer;
    }
    case "show": {
      const errors = wrongInPost(kept.post);
      const right = Object.keys(errors).length === 0;
      const done = right && (await showPost(shop.shopId, kept, posted.data.seen, true, now()));
      return { did: "show", errors, done } satisfies Answer;
    }
    case "hide":
      return { did: "hide", done: await showPost(shop.shopId, kept, posted.data.seen, false, now()) } satisfies Answer;
    case "remove":
      await deletePost(shop.shopId, kept);
      return redirect(to("group", { groupId: kept.groupId }));
  }
}

function idIn(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("post", { status: 404 });
}

export default function GroupPost() {
  const { postId } = useLoaderData<typeof loader>();
  return <Editor key={postId} />;
}

/** An agenda, minutes or anything else that a group reads. */
function Editor() {
  const { post: saved, version, publishedAt } = useLoaderData<typeof loader>();
  const t = useT();
  const admin = useLocale();
  const format = useFormat();
  const toast = useToast();
  const [errors, setErrors] = useState<PostErrors>({});
  const [locale, setLocale] = useState<TextLocale>(admin);
  const [asking, setAsking] = useState(false);
  const form = useVersioned(saved, version);
  const { typed, type, changed, discard, seen: seenNow, theirs } = form;
  const post = usePost<Answer>({ again: () => send(seenNow) });
  const send = (over: number) => {
    form.sending(typed);
    setErrors({});
    post.submit({ intent: "save", post: stringifyJson(typed), seen: String(over) });
  };
  useTellOnce(post.answer, (answer) => {
    switch (answer.did) {
      case "theirs":
        form.load(answer.version, answer.post);
        return;
      case "save":
        if (answer.saved.ok) {
          form.saved(answer.saved.version);
          toast(t("community.saved"));
        } else if (answer.saved.reason === "changed-meanwhile") form.met(answer.saved.version);
        return;
      case "show":
        setErrors(answer.errors);
        if (answer.done) toast(t("community.shown"));
        else if (Object.keys(answer.errors).length > 0) toast(t("community.refused"), { isError: true });
        else form.met(version);
        return;
      case "hide":
        if (answer.done) toast(t("community.hidden"));
        else form.met(version);
    }
  });
  const field = (name: "titles" | "bodies", label: string, lines: number, longest: number) => (
    <TextField
      id={`post-${name}`}
      label={label}
      {...(lines > 1 ? { multiline: lines, maxHeight: 480, helpText: t("community.aboutHelp") } : {})}
      value={typed[name][locale]}
      onChange={(text) => {
        type({ [name]: { ...typed[name], [locale]: text } });
        setErrors((before) => Object.fromEntries(Object.entries(before).filter(([one]) => one !== name)));
      }}
      autoComplete="off"
      maxLength={longest}
      {...(errors[name] === undefined ? {} : { error: issueWords(errors[name], t) })}
    />
  );
  const titles = Object.fromEntries(Object.entries(form.base.titles).filter(([, text]) => text.trim() !== ""));
  return (
    <AdminPage title={Object.keys(titles).length === 0 ? t("community.untitled") : textIn(titles, admin)}>
      <SaveBar open={changed} busy={post.busy} onSave={() => send(seenNow)} onDiscard={discard} />
      {theirs !== null && (
        <Conflict
          title={t("community.conflictTitle")}
          onMine={() => send(theirs)}
          onTheirs={() => post.submit({ intent: "theirs" })}
        />
      )}
      <Card>
        <BlockStack gap="400">
          <Text as="p" tone="subdued">
            {publishedAt === null
              ? t("community.postDraft")
              : t("community.postOn", { date: format.date(new Date(publishedAt)) })}
          </Text>
          <Select
            label={t("community.postKind")}
            options={postKinds.map((value) => ({ value, label: t(postNames[value]) }))}
            value={typed.kind}
            onChange={(value) => type({ kind: postKinds.find((one) => one === value) ?? "post" })}
          />
          <LanguageField locale={locale} onLocale={setLocale} />
          {field("titles", t("community.name"), 1, 120)}
          {field("bodies", t("community.body"), 12, 10_000)}
          {changed && <Text as="p">{t("community.saveFirst")}</Text>}
          <InlineStack gap="200">
            <Button
              variant="primary"
              disabled={post.busy || changed}
              onClick={() => post.submit({ intent: publishedAt === null ? "show" : "hide", seen: String(seenNow) })}
            >
              {t(publishedAt === null ? "community.show" : "community.hide")}
            </Button>
            <Button disabled={post.busy} tone="critical" onClick={() => setAsking(true)}>
              {t("community.remove")}
            </Button>
          </InlineStack>
        </BlockStack>
      </Card>
      <Confirm
        open={asking}
        destructive
        title={t("community.removeTitle")}
        action={t("community.remove")}
        onClose={() => setAsking(false)}
        onConfirm={() => post.submit({ intent: "remove" })}
      >
        <p>{t("community.removeText")}</p>
      </Confirm>
    </AdminPage>
  );
}
