import { BlockStack, Layout } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import {
  archiveGathering,
  cancelGathering,
  markAttended,
  openGathering,
  type Opened,
} from "../actions/merchant/open-gathering.server.ts";
import { now } from "../clock.server.ts";
import { ContentPart, type EventForm } from "../components/gatherings/content-part.tsx";
import { GuestList, type CardGuest } from "../components/gatherings/guest-list.tsx";
import { GuestsPart } from "../components/gatherings/guests-part.tsx";
import { StateCard } from "../components/gatherings/state-card.tsx";
import { WhenPart } from "../components/gatherings/when-part.tsx";
import { phaseOf, type FormErrors } from "../components/gatherings/words.ts";
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
import { draftField, type TextLocale } from "../gatherings/content/draft.ts";
import { handleSchema } from "../gatherings/content/terms.ts";
import { findGathering, saveGathering, titlesOf, type Gathering } from "../gatherings/gatherings.server.ts";
import { listGuests, NO_COUNTS, readCounts } from "../gatherings/registrations/registrations.server.ts";
import { stringifyJson } from "../lib/json.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { textIn } from "../program/rules/texts.ts";
import { readAudiences } from "../segments/audience/known.server.ts";
import type { Shop } from "../shops/shop.ts";
import { readStorefront } from "../shops/shops.server.ts";
import { eventLink } from "../shops/storefront/storefront-links.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

const PAGE = 50;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const gathering = await findGathering(db(), shop.shopId, idIn(params["gatheringId"]));
  if (gathering === null) throw notFound();
  const { gatheringId, state, version, handle, draft, terms } = gathering;
  const asked = new URL(request.url).searchParams.get("page") ?? "";
  const page = /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : 1;
  const [known, counts, { guests, more }, storefront] = await Promise.all([
    readAudiences(db(), shop, now()),
    readCounts(db(), shop.shopId),
    listGuests(db(), shop.shopId, gatheringId, { limit: PAGE, offset: (page - 1) * PAGE }),
    readStorefront(db(), shop),
  ]);
  return {
    ...{ gatheringId, state, version, form: formOf(gathering), tiers: known.tiers, page, more },
    terms: terms === null ? null : { startsAt: terms.startsAt, endsAt: terms.endsAt, places: terms.places },
    title: titlesOf(draft),
    segments: known.segments.map(({ segmentId, key, name }) => ({ segmentId, key, name })),
    counts: counts.get(gatheringId) ?? NO_COUNTS,
    guests: guests.map(({ customerId, name, email, askedAt, ...guest }): CardGuest => ({
      ...{ customerId: String(customerId), name: name ?? email ?? String(customerId), askedAt: askedAt.toISOString() },
      ...guest,
    })),
    address: eventLink(storefront, handle),
    at: now().getTime(),
  };
}

function formOf({ handle, draft }: Pick<Gathering, "handle" | "draft">): EventForm {
  return { ...draft, handle };
}

const seen = z.coerce.number().int().min(1);
const postSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("save"), draft: draftField, handle: z.string().max(100), seen }),
  z.object({ intent: z.literal("open"), seen }),
  z.object({ intent: z.enum(["theirs", "cancel", "archive"]) }),
  z.object({
    ...{ intent: z.literal("attended"), attended: z.enum(["yes", "no"]) },
    customerId: z.string().regex(/^[1-9]\d{0,18}$/),
  }),
]);

type SaveAnswer =
  | { ok: true; version: number }
  | { ok: false; reason: "handle" | "taken" }
  | { ok: false; reason: "changed-meanwhile"; version: number };
type Answer =
  | { did: "save"; saved: SaveAnswer }
  | { did: "theirs"; version: number; form: EventForm }
  | { did: "open"; opened: Opened }
  | { did: "cancel"; told: number | null }
  | { did: "archive" | "attended"; done: boolean };

export async function action({ request, params }: ActionFunctionArgs): Promise<Answer> {
  const { shop } = await authenticateMerchant(request);
  const gathering = await findGathering(db(), shop.shopId, idIn(params["gatheringId"]));
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (gathering === null) throw notFound();
  if (!posted.success) throw new Response("Not an event", { status: 422 });
  const { gatheringId } = gathering;
  switch (posted.data.intent) {
    case "theirs":
      return { did: "theirs", version: gathering.version, form: formOf(gathering) };
    case "save":
      return { did: "save", saved: await save(shop, gatheringId, posted.data) };
    case "open":
      return { did: "open", opened: await openGathering(shop, gatheringId, posted.data.seen) };
    case "cancel":
      return { did: "cancel", told: await cancelGathering(shop, gatheringId) };
    case "archive":
      return { did: "archive", done: await archiveGathering(shop, gatheringId) };
    case "attended": {
      const { customerId, attended } = posted.data;
      const said = { gatheringId, customerId: BigInt(customerId), attended: attended === "yes" };
      return { did: "attended", done: await markAttended(shop, said) };
    }
  }
}

type Posted = { draft: z.infer<typeof draftField>; handle: string; seen: number };

async function save(shop: Shop, gatheringId: number, { draft, handle, seen: over }: Posted): Promise<SaveAnswer> {
  const address = handleSchema.safeParse(handle.trim());
  if (!address.success) return { ok: false, reason: "handle" };
  const saved = await saveGathering(shop.shopId, gatheringId, over, { handle: address.data, draft }, now());
  if (saved.ok || saved.reason === "changed-meanwhile") return saved;
  if (saved.reason === "taken") return { ok: false, reason: "taken" };
  throw notFound();
}

function idIn(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("event", { status: 404 });
}

export default function EventPage() {
  const { gatheringId } = useLoaderData<typeof loader>();
  return <Editor key={gatheringId} />;
}

function Editor() {
  const { form: saved, version, state, terms, title, gatheringId, page, more, at, ...around } = useLoaderData<typeof loader>();
  const t = useT();
  const admin = useLocale();
  const toast = useToast();
  const segmentName = useSegmentName();
  const [errors, setErrors] = useState<FormErrors>({});
  const [locale, setLocale] = useState<TextLocale>(admin);
  const form = useVersioned(saved, version);
  const { typed, type, changed, discard, seen: seenNow, theirs } = form;
  const post = usePost<Answer>({ again: () => send(seenNow) });
  const marking = usePost<Answer>({});
  const send = (over: number) => {
    const { handle, ...draft } = typed;
    form.sending(typed);
    setErrors({});
    post.submit({ intent: "save", draft: stringifyJson(draft), handle, seen: String(over) });
  };
  const onType = (patch: Partial<EventForm>) => {
    type(patch);
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in patch))));
  };
  const point = (wrong: FormErrors) => {
    setErrors(wrong);
    toast(t("gatherings.refused"), { isError: true });
    document.getElementById(`event-${Object.keys(wrong)[0] ?? ""}`)?.focus();
  };
  const tell = (answer: Answer) => {
    switch (answer.did) {
      case "theirs":
        form.load(answer.version, answer.form);
        return;
      case "save":
        if (answer.saved.ok) {
          form.saved(answer.saved.version);
          toast(t("gatherings.saved"));
        } else if (answer.saved.reason === "changed-meanwhile") form.met(answer.saved.version);
        else point({ handle: answer.saved.reason });
        return;
      case "open":
        if (answer.opened.ok)
          toast(answer.opened.told > 0 ? t("gatherings.told", { count: answer.opened.told }) : t("gatherings.opened"));
        else if (answer.opened.reason === "errors") point(answer.opened.errors);
        else form.met(version);
        return;
      case "cancel":
        toast(t("gatherings.cancelled", { count: answer.told ?? 0 }));
        return;
      case "archive":
        toast(t(answer.done ? "gatherings.archived" : "gatherings.notArchived"), answer.done ? {} : { isError: true });
        return;
      case "attended":
        toast(t(answer.done ? "gatherings.marked" : "gatherings.notMarked"), answer.done ? {} : { isError: true });
    }
  };
  useTellOnce(post.answer, tell);
  useTellOnce(marking.answer, tell);
  const part = { form: typed, errors, onType, locale };
  const address = (number: number) => to("gathering", { gatheringId }, { page: number === 1 ? null : number });
  return (
    <AdminPage fullWidth title={textIn(title, admin)}>
      <SaveBar open={changed} busy={post.busy} onSave={() => send(seenNow)} onDiscard={discard} />
      {theirs !== null && (
        <Conflict
          title={t("gatherings.conflictTitle")}
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
              fixed={terms !== null}
              address={around.address.replace(/[^/]*$/, () => typed.handle.trim())}
            />
            <WhenPart {...part} />
            <GuestsPart
              {...part}
              tiers={around.tiers.map(({ key, name }) => ({ value: key, label: textIn(name, admin) }))}
              segments={around.segments.map((segment) => ({ value: String(segment.segmentId), label: segmentName(segment) }))}
            />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <StateCard
              {...{ phase: phaseOf(state, terms, at), told: terms !== null, changed, busy: post.busy, address: around.address }}
              send={(intent) => post.submit(intent === "open" ? { intent, seen: String(seenNow) } : { intent })}
            />
            {terms !== null && (
              <GuestList
                {...{ gatheringId, guests: around.guests, counts: around.counts, places: terms.places, busy: marking.busy }}
                begun={Date.parse(terms.startsAt) <= at}
                onMark={(customerId, attended) =>
                  marking.submit({ intent: "attended", customerId, attended: attended ? "yes" : "no" })
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
