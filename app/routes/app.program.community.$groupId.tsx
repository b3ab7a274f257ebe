import { BlockStack, Layout } from "@shopify/polaris";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import {
  closeGroup,
  markRemoved,
  openGroup,
  takeLinks,
  withdrawLinks,
  type AddedLinks,
  type PublishedGroup,
} from "../actions/merchant/publish-group.server.ts";
import { now } from "../clock.server.ts";
import { draftField, type TextLocale } from "../community/content/draft.ts";
import { postKinds, written } from "../community/content/post.ts";
import { handleSchema } from "../community/content/terms.ts";
import { findGroup, saveGroup, type Group } from "../community/groups.server.ts";
import { countLinks } from "../community/members/links.server.ts";
import { listMembers } from "../community/members/members.server.ts";
import { memberTabs } from "../community/members/tabs.ts";
import { createPost, listPosts } from "../community/posts.server.ts";
import { ContentPart, WhoPart, type GroupForm } from "../components/community/group-parts.tsx";
import { LinksCard } from "../components/community/links-card.tsx";
import { MemberList, type CardMember } from "../components/community/member-list.tsx";
import { PostList, type ListedPost } from "../components/community/post-list.tsx";
import { StateCard } from "../components/community/state-card.tsx";
import type { FormErrors } from "../components/community/words.ts";
import { useLocale, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Pages } from "../components/page/pages.tsx";
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
import { readAudiences } from "../segments/audience/known.server.ts";
import type { Shop } from "../shops/shop.ts";
import { readStorefront } from "../shops/shops.server.ts";
import { groupLink } from "../shops/storefront/storefront-links.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

const PAGE = 50;
const MOST_POSTS_LISTED = 100;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { shopId } = shop;
  const group = await findGroup(db(), shopId, idIn(params["groupId"]));
  if (group === null) throw notFound();
  const { groupId, state, version, handle, draft, terms } = group;
  const { searchParams } = new URL(request.url);
  const tab = memberTabs.find((one) => one === searchParams.get("tab")) ?? "inside";
  const asked = searchParams.get("page") ?? "";
  const page = /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : 1;
  const [known, links, { members, more }, posts, storefront] = await Promise.all([
    readAudiences(db(), shop, now()),
    countLinks(db(), shopId, groupId),
    listMembers(db(), shopId, groupId, tab, { limit: PAGE, offset: (page - 1) * PAGE }),
    listPosts(db(), shopId, groupId, { published: false, limit: MOST_POSTS_LISTED }),
    readStorefront(db(), shop),
  ]);
  return {
    ...{ groupId, state, version, form: formOf(group), tiers: known.tiers, tab, page, more, links, told: terms !== null },
    title: written(draft.titles),
    segments: known.segments.map(({ segmentId, key, name }) => ({ segmentId, key, name })),
    members: members.map(({ customerId, name, email, nameThere, url, joinedAt, removedAt }): CardMember => ({
      ...{ customerId: String(customerId), name: name ?? email ?? String(customerId), nameThere, url },
      ...{ joinedAt: joinedAt.toISOString(), removedAt: removedAt?.toISOString() ?? null },
    })),
    posts: posts.map(({ postId, post, publishedAt }): ListedPost => ({
      ...{ postId, kind: post.kind, publishedAt: publishedAt?.toISOString() ?? null },
      titles: Object.fromEntries(Object.entries(post.titles).filter(([, text]) => text.trim() !== "")),
    })),
    address: groupLink(storefront, handle),
  };
}

function formOf({ handle, draft }: Pick<Group, "handle" | "draft">): GroupForm {
  return { ...draft, handle };
}

const seen = z.coerce.number().int().min(1);
const postSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("save"), draft: draftField, handle: z.string().max(100), seen }),
  z.object({ intent: z.literal("publish"), seen }),
  z.object({ intent: z.enum(["theirs", "archive", "drop-links"]) }),
  z.object({ intent: z.literal("links"), links: z.string().max(2_000_000) }),
  z.object({ intent: z.literal("post"), kind: z.enum(postKinds) }),
  z.object({
    ...{ intent: z.literal("removed"), removed: z.enum(["yes", "no"]) },
    customerId: z.string().regex(/^[1-9]\d{0,18}$/),
  }),
]);

type SaveAnswer =
  | { ok: true; version: number }
  | { ok: false; reason: "handle" | "taken" }
  | { ok: false; reason: "changed-meanwhile"; version: number };
type Answer =
  | { did: "save"; saved: SaveAnswer }
  | { did: "theirs"; version: number; form: GroupForm }
  | { did: "publish"; published: PublishedGroup }
  | { did: "links"; added: AddedLinks }
  | { did: "drop-links"; count: number }
  | { did: "archive" | "removed" | "no-post" };

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const group = await findGroup(db(), shop.shopId, idIn(params["groupId"]));
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (group === null) throw notFound();
  if (!posted.success) throw new Response("Not a group", { status: 422 });
  const { groupId } = group;
  switch (posted.data.intent) {
    case "theirs":
      return { did: "theirs", version: group.version, form: formOf(group) } satisfies Answer;
    case "save":
      return { did: "save", saved: await save(shop, groupId, posted.data) } satisfies Answer;
    case "publish":
      return { did: "publish", published: await openGroup(shop, groupId, posted.data.seen) } satisfies Answer;
    case "archive":
      await closeGroup(shop, groupId);
      return { did: "archive" } satisfies Answer;
    case "links":
      return { did: "links", added: await takeLinks(shop, groupId, posted.data.links) } satisfies Answer;
    case "drop-links":
      return { did: "drop-links", count: await withdrawLinks(shop, groupId) } satisfies Answer;
    case "removed": {
      const { customerId, removed } = posted.data;
      await markRemoved(shop, { groupId, customerId: BigInt(customerId), removed: removed === "yes", actor });
      return { did: "removed" } satisfies Answer;
    }
    case "post": {
      const postId = await createPost(shop.shopId, groupId, posted.data.kind, actor, now());
      return postId === null
        ? data({ did: "no-post" } satisfies Answer, { status: 422 })
        : redirect(to("groupPost", { groupId, postId }));
    }
  }
}

type Posted = { draft: z.infer<typeof draftField>; handle: string; seen: number };

async function save(shop: Shop, groupId: number, { draft, handle, seen: over }: Posted): Promise<SaveAnswer> {
  const address = handleSchema.safeParse(handle.trim());
  if (!address.success) return { ok: false, reason: "handle" };
  const saved = await saveGroup(shop.shopId, groupId, over, { handle: address.data, draft }, now());
  if (saved.ok || saved.reason === "changed-meanwhile") return saved;
  if (saved.reason === "taken") return { ok: false, reason: "taken" };
  throw notFound();
}

function idIn(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("group", { status: 404 });
}

export default function GroupPage() {
  const { groupId } = useLoaderData<typeof loader>();
  return <Editor key={groupId} />;
}

function Editor() {
  const { form: saved, version, state, told, title, groupId, tab, page, more, ...around } = useLoaderData<typeof loader>();
  const t = useT();
  const admin = useLocale();
  const toast = useToast();
  const segmentName = useSegmentName();
  const [errors, setErrors] = useState<FormErrors>({});
  const [locale, setLocale] = useState<TextLocale>(admin);
  const [links, setLinks] = useState("");
  const [linkError, setLinkError] = useState<string | null>(null);
  const form = useVersioned(saved, version);
  const { typed, type, changed, discard, seen: seenNow, theirs } = form;
  const post = usePost<Answer>({ again: () => send(seenNow) });
  const working = usePost<Answer>({});
  const send = (over: number) => {
    const { handle, ...draft } = typed;
    form.sending(typed);
    setErrors({});
    post.submit({ intent: "save", draft: stringifyJson(draft), handle, seen: String(over) });
  };
  const onType = (patch: Partial<GroupForm>) => {
    type(patch);
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in patch))));
  };
  const point = (wrong: FormErrors) => {
    setErrors(wrong);
    toast(t("community.refused"), { isError: true });
    document.getElementById(`group-${Object.keys(wrong)[0] ?? ""}`)?.focus();
  };
  const tell = (answer: Answer) => {
    switch (answer.did) {
      case "theirs":
        form.load(answer.version, answer.form);
        return;
      case "save":
        if (answer.saved.ok) {
          form.saved(answer.saved.version);
          toast(t("community.saved"));
        } else if (answer.saved.reason === "changed-meanwhile") form.met(answer.saved.version);
        else point({ handle: answer.saved.reason });
        return;
      case "publish":
        if (answer.published.ok) toast(t("community.published"));
        else if (answer.published.reason === "errors") point(answer.published.errors);
        else form.met(version);
        return;
      case "links":
        if (answer.added.ok) {
          setLinks("");
          toast(answer.added.added === 0 ? t("community.known") : t("community.added", { count: answer.added.added }));
        } else if (answer.added.wrong.length === 0) setLinkError(t("community.tooManyLinks"));
        else setLinkError(t("community.wrongLinks", { lines: answer.added.wrong.join(" · ") }));
        return;
      case "drop-links":
        toast(t("community.dropped", { count: answer.count }));
        return;
      case "archive":
        toast(t("community.archived"));
        return;
      case "removed":
        toast(t("community.marked"));
        return;
      case "no-post":
        toast(t("community.tooManyPosts"), { isError: true });
    }
  };
  useTellOnce(post.answer, tell);
  useTellOnce(working.answer, tell);
  const part = { form: typed, errors, onType, locale };
  const address = (number: number) =>
    to("group", { groupId }, { tab: tab === "inside" ? null : tab, page: number === 1 ? null : number });
  return (
    <AdminPage fullWidth title={textIn(title, admin)}>
      <SaveBar open={changed} busy={post.busy} onSave={() => send(seenNow)} onDiscard={discard} />
      {theirs !== null && (
        <Conflict
          title={t("community.conflictTitle")}
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
              fixed={told}
              address={around.address.replace(/[^/]*$/, () => typed.handle.trim())}
            />
            <WhoPart
              {...part}
              tiers={around.tiers.map(({ key, name }) => ({ value: key, label: textIn(name, admin) }))}
              segments={around.segments.map((segment) => ({ value: String(segment.segmentId), label: segmentName(segment) }))}
            />
            <PostList
              groupId={groupId}
              posts={around.posts}
              busy={working.busy}
              onAdd={(kind) => working.submit({ intent: "post", kind })}
            />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <StateCard
              {...{ state, changed, busy: post.busy, address: around.address }}
              send={(intent) => post.submit(intent === "publish" ? { intent, seen: String(seenNow) } : { intent })}
            />
            {typed.giving === "single" && (
              <LinksCard
                {...{ counts: around.links, typed: links, error: linkError, busy: working.busy }}
                onType={(text) => {
                  setLinks(text);
                  setLinkError(null);
                }}
                onAdd={() => working.submit({ intent: "links", links })}
                onDrop={() => working.submit({ intent: "drop-links" })}
              />
            )}
            {told && typed.giving !== "none" && (
              <MemberList
                {...{ groupId, tab, members: around.members, busy: working.busy }}
                onMark={(customerId, removed) =>
                  working.submit({ intent: "removed", customerId, removed: removed ? "yes" : "no" })
                }
              />
            )}
            <Pages previous={page > 1 ? address(page - 1) : null} next={more ? address(page + 1) : null} />
          </BlockStack>
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}
