import { Banner, BlockStack, Button, InlineStack } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { useEffect, useState, type ReactNode } from "react";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Alarm } from "../components/page/alarm.tsx";
import { useLocale, useShop, useT } from "../components/locale.tsx";
import { BonusFields } from "../components/program-editor/bonus-fields.tsx";
import { EarningFields } from "../components/program-editor/earning-fields.tsx";
import { EditorProvider, useEditor } from "../components/program-editor/editor.tsx";
import { ExpiryFields } from "../components/program-editor/expiry-fields.tsx";
import { MultiplierFields } from "../components/program-editor/multiplier-fields.tsx";
import { NotLive } from "../components/program/state/not-live.tsx";
import { partWords } from "../components/program/summary.tsx";
import { TierFields } from "../components/program-editor/tiers/tier-fields.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { enqueue } from "../queue/queue.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { findDraft, saveDraft } from "../program/drafts.server.ts";
import { partOf, parts, sameRules, withPart, type Part } from "../program/rules/parts.ts";
import { readForm, type RulesErrors } from "../program/read-form.ts";
import { formOf, inLanguage, type RulesForm } from "../program/rules-form.ts";
import { currentProgram, currentState } from "../program/versions.server.ts";
import type { loader as distributionLoader } from "./app.program.distribution.json.ts";
import { readSurroundings } from "../sync/theme/program-surroundings.server.ts";
import { useLoad } from "../components/page/posting/load.ts";
import { usePost } from "../components/page/posting/post.ts";
import { db } from "../db.server.ts";
import { parseJson } from "../lib/json.ts";
import { parseInstant } from "../lib/time.ts";
import { to } from "../pages.ts";
import type { Shop } from "../shops/shop.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

/** A draft of the greatest lists of rules stays far below. */
const MAX_FORM = 1_000_000;

/** Each part of the rules is a page of its own, which the last word of its address names. */
function partIn(request: Request): Part {
  const name = new URL(request.url).pathname.split("/").at(-1);
  const part = parts.find((known) => known === name);
  if (part === undefined) throw new Response("No such part", { status: 404 });
  return part;
}

export async function loader({ request }: LoaderFunctionArgs) {
  const part = partIn(request);
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const [draft, current, state] = await Promise.all([
    findDraft(shop.shopId),
    currentProgram(db(), shop.shopId, at),
    currentState(db(), shop.shopId),
  ]);
  const rules = draft?.rules ?? current.rules;
  const around = await readSurroundings(db(), shop, rules);
  return {
    ...{ part, state, form: formOf(rules, shop), revision: draft?.revision ?? null, at, countryCode: shop.countryCode },
    ...around,
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const part = partIn(request);
  const { shop, actor } = await authenticateMerchant(request);
  const fields = await readFields(request);
  const [draft, current] = await Promise.all([findDraft(shop.shopId), currentProgram(db(), shop.shopId, now())]);
  const seen = seenIn(fields.get("revision"));
  // Only the part that the page shows is taken from it: the rest stays as it is in the draft.
  const sent = withPart<object>(formOf(draft?.rules ?? current.rules, shop), part, formIn(fields.get("form")));
  const read = readForm(sent, shop);
  if (seen !== (draft?.revision ?? null)) {
    // The same once more, because its answer was lost on the way: there is nothing to decide.
    const again = draft !== null && read.ok && sameRules(read.rules, draft.rules);
    return again ? ({ ok: true, revision: draft.revision } as const) : conflict(shop);
  }
  if (!read.ok) return data({ ok: false, theirs: null, errors: read.errors } as const, { status: 422 });
  const saved = await saveDraft(shop.shopId, read.rules, { seen, actor }, now());
  if (!saved.ok) return conflict(shop);
  // Before it is published: the first order under it must find the collections' products.
  if (read.rules.multipliers.some(({ collections }) => collections.length > 0))
    await enqueue("sync-collections", [{ shopId: shop.shopId }]);
  return { ok: true, revision: saved.revision } as const;
}

/** What somebody else has saved since the page was opened: the merchant decides between it and what they typed. */
async function conflict(shop: Shop) {
  const [draft, current] = await Promise.all([findDraft(shop.shopId), currentProgram(db(), shop.shopId, now())]);
  const theirs = { form: formOf(draft?.rules ?? current.rules, shop), revision: draft?.revision ?? null };
  return data({ ok: false, theirs } as const, { status: 409 });
}

function seenIn(value: FormDataEntryValue | null): string | null {
  if (typeof value !== "string" || value === "") return null;
  try {
    return parseInstant(value).toISOString();
  } catch {
    throw new Response("Unknown revision", { status: 422 });
  }
}

function formIn(value: FormDataEntryValue | null): object {
  if (typeof value === "string" && value.length <= MAX_FORM) {
    try {
      const form = parseJson(value);
      if (typeof form === "object" && form !== null && !Array.isArray(form)) return form;
    } catch {
      // Answered like anything else that is no form.
    }
  }
  throw new Response("No form", { status: 422 });
}

export default function EditProgram() {
  const loaded = useLoaderData<typeof loader>();
  // Another part is another form. Whatever else the page's data says anew, what is typed stays.
  return <EditForm key={loaded.part} loaded={loaded} />;
}

type Loaded = Awaited<ReturnType<typeof loader>>;
/** A draft as it was when this page learnt of it. */
type Saved = { form: RulesForm; revision: string | null };

function EditForm({ loaded }: { loaded: Loaded }) {
  const { part } = loaded;
  const t = useT();
  const shop = useShop();
  const locale = useLocale();
  const toast = useToast();
  const navigate = useNavigate();
  const post = usePost<typeof action>({ again: () => save() });
  const [saved, setSaved] = useState<Saved>(() => ({
    form: inLanguage(loaded.form, locale),
    revision: loaded.revision,
  }));
  const [form, setForm] = useState<RulesForm>(saved.form);
  // Another saved state is another set of fields: what they know beside the form (opened lists, typed ids) goes with the old one.
  const [round, setRound] = useState(0);
  const [theirs, setTheirs] = useState<Saved | null>(null);
  const [sent, setSent] = useState<RulesForm | null>(null);
  const [checked, setChecked] = useState(false);
  const read = readForm(form, shop);
  const changed = JSON.stringify(form) !== JSON.stringify(saved.form);
  const { answer, busy } = post;
  // The app may refuse what the page took for right, since other parts have changed.
  const refused = answer?.ok === false && answer.theirs === null ? answer.errors : {};
  const errors = !checked ? {} : read.ok ? refused : read.errors;
  useTellOnce(answer, (answer) => {
    if (answer.ok) {
      const next = { content: t("programEdit.toPreview"), onAction: () => navigate(to("preview")) };
      toast(t("programEdit.saved"), { action: next });
      // Whoever typed on meanwhile goes on.
      if (sent !== null && sent !== form) setSaved({ form: sent, revision: answer.revision });
      else navigate(to("program"));
    } else if (answer.theirs === null) toast(t("programEdit.failed"), { isError: true });
    else setTheirs({ ...answer.theirs, form: inLanguage(answer.theirs.form, locale) });
  });
  const send = (form: RulesForm, revision: string | null) => {
    setSent(form);
    post.submit({ form: JSON.stringify(form), revision: revision ?? "" });
  };
  const save = () => {
    setChecked(true);
    if (read.ok) {
      send(form, saved.revision);
      return;
    }
    toast(t("programEdit.failed"), { isError: true });
    // The fields are marked when the next frame is drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()));
  };
  const show = (saved: Saved) => {
    setSaved(saved);
    setForm(saved.form);
    setChecked(false);
    setRound(round + 1);
  };
  const keepMine = (theirs: Saved) => {
    // Only this part is mine.
    const mine = withPart(theirs.form, part, form);
    setSaved(theirs);
    setForm(mine);
    setTheirs(null);
    setChecked(true);
    if (readForm(mine, shop).ok) send(mine, theirs.revision);
  };
  const elsewhere = Object.keys(errors).filter((path) => partOf(path.split(".")[0] ?? "") !== part);
  return (
    <AdminPage title={t(partWords[part])}>
      <NotLive current={loaded.state} />
      <SaveBar
        open={changed && !(answer?.ok === true && sent === form)}
        busy={busy}
        onSave={save}
        onDiscard={() => show(saved)}
      />
      {theirs !== null && (
        <Alarm title={t("programEdit.conflict")}>
          <BlockStack gap="200">
            <p>{t("programEdit.conflictText")}</p>
            <InlineStack gap="200">
              <Button onClick={() => keepMine(theirs)}>{t("programEdit.keepMine")}</Button>
              <Button
                onClick={() => {
                  setTheirs(null);
                  show(theirs);
                }}
              >
                {t("programEdit.useTheirs")}
              </Button>
            </InlineStack>
          </BlockStack>
        </Alarm>
      )}
      {elsewhere.length > 0 && (
        <Banner tone="critical" title={t("programEdit.elsewhere")}>
          <p>{elsewhereWords(elsewhere, errors, t("programEdit.elsewhereTiers"), t("programEdit.elsewhereText"))}</p>
        </Banner>
      )}
      <EditorProvider value={{ form, change: (next) => setForm((before) => ({ ...before, ...next })), errors }}>
        <Fields key={round} loaded={loaded} />
      </EditorProvider>
    </AdminPage>
  );
}

function elsewhereWords(paths: readonly string[], errors: RulesErrors, tiers: string, other: string): string {
  return paths.some((path) => errors[path]?.code === "unknown-tier") ? tiers : other;
}

function Fields({ loaded }: { loaded: Loaded }): ReactNode {
  const { part, tax, at, countryCode, titles } = loaded;
  const { currency } = useShop();
  switch (part) {
    case "earning":
      return <EarningFields sample={{ currency, ...tax, at }} />;
    case "multipliers":
      return <MultiplierFields titles={titles} />;
    case "bonuses":
      return <BonusFields countryCode={countryCode} />;
    case "tiers":
      return <Tiers />;
    case "expiry":
      return <ExpiryFields />;
    default:
      return part satisfies never;
  }
}

/** Tiers with a picture of where customers stand, asked for whenever another basis or window is looked at. */
function Tiers() {
  const { basis, window } = useEditor().form.tiers ?? { basis: null, window: null };
  const { load, data: answer, failed } = useLoad<typeof distributionLoader>();
  const address = basis === null ? null : to("tierDistribution", { basis, window });
  useEffect(() => {
    if (address !== null) load(address);
  }, [address, load]);
  const fits = answer !== undefined && answer.basis === basis && answer.window === window;
  return (
    <TierFields
      distribution={fits ? answer.distribution : null}
      again={failed && address !== null ? () => load(address) : null}
    />
  );
}
