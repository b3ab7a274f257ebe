import { Banner, BlockStack, Button } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useFetcher, useLoaderData, useNavigate } from "@remix-run/react";
import { useEffect, useMemo, useState, type ReactNode } from "react";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { useLocale, useShop, useT } from "../components/locale.tsx";
import { pageTitle } from "../components/page/page-title.ts";
import { BonusFields } from "../components/program-editor/bonus-fields.tsx";
import { EarningFields } from "../components/program-editor/earning-fields.tsx";
import { EditorProvider, useEditor } from "../components/program-editor/editor.tsx";
import { ExpiryFields } from "../components/program-editor/expiry-fields.tsx";
import { MultiplierFields } from "../components/program-editor/multiplier-fields.tsx";
import { partWords } from "../components/program/summary.tsx";
import { TierFields } from "../components/program-editor/tiers/tier-fields.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { enqueue } from "../queue/queue.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { findDraft, saveDraft } from "../program/drafts.server.ts";
import { partOf, parts, withPart, type Part } from "../program/rules/parts.ts";
import { readForm, type RulesErrors } from "../program/form/read-form.ts";
import { formOf, inLanguage, type RulesForm } from "../program/form/rules-form.ts";
import { currentProgram } from "../program/versions.server.ts";
import type { loader as distributionLoader } from "./app.program.distribution.ts";
import { readSurroundings } from "../sync/theme/program-surroundings.server.ts";
import { db } from "../db.server.ts";
import { parseJson } from "../lib/json.ts";
import { parseInstant } from "../lib/time.ts";

export const meta = pageTitle("program.title");

/** A draft of the greatest lists of rules stays far below. */
const MAX_FORM = 1_000_000;

function partIn(params: Readonly<Record<string, string | undefined>>): Part {
  const part = parts.find((known) => known === params["part"]);
  if (part === undefined) throw new Response("No such part", { status: 404 });
  return part;
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const part = partIn(params);
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const [draft, current] = await Promise.all([findDraft(shop.shopId), currentProgram(db(), shop.shopId, at)]);
  const rules = draft?.rules ?? current.rules;
  const around = await readSurroundings(db(), shop, rules);
  return { part, form: formOf(rules, shop), revision: draft?.revision ?? null, at, countryCode: shop.countryCode, ...around };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const part = partIn(params);
  const { shop, actor } = await authenticateMerchant(request);
  const fields = await readFields(request);
  const [draft, current] = await Promise.all([findDraft(shop.shopId), currentProgram(db(), shop.shopId, now())]);
  const seen = seenIn(fields.get("revision"));
  if (seen !== (draft?.revision ?? null)) return data({ ok: false, conflict: true, errors: {} } as const, { status: 409 });
  // Only the part that the page shows is taken from it: the rest stays as it is in the draft.
  const sent = withPart<object>(formOf(draft?.rules ?? current.rules, shop), part, formIn(fields.get("form")));
  const read = readForm(sent, shop);
  if (!read.ok) return data({ ok: false, conflict: false, errors: read.errors } as const, { status: 422 });
  const saved = await saveDraft(shop.shopId, read.rules, { seen, actor }, now());
  if (!saved.ok) return data({ ok: false, conflict: true, errors: {} } as const, { status: 409 });
  // Before it is published: the first order under it must find the collections' products.
  if (read.rules.multipliers.some(({ collections }) => collections.length > 0))
    await enqueue("sync-collections", [{ shopId: shop.shopId }]);
  return { ok: true, revision: saved.revision } as const;
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
  // Another part is another form.
  const loaded = useLoaderData<typeof loader>();
  return <EditForm key={`${loaded.part} ${loaded.revision ?? ""}`} loaded={loaded} />;
}

type Loaded = Awaited<ReturnType<typeof loader>>;

function EditForm({ loaded }: { loaded: Loaded }) {
  const t = useT();
  const shop = useShop();
  const toast = useToast();
  const navigate = useNavigate();
  const fetcher = useFetcher<typeof action>();
  const { part, revision } = loaded;
  const locale = useLocale();
  const first = useMemo(() => inLanguage(loaded.form, locale), [loaded.form, locale]);
  const [form, setForm] = useState<RulesForm>(first);
  const [checked, setChecked] = useState(false);
  const read = readForm(form, shop);
  const errors = checked && !read.ok ? read.errors : {};
  const changed = JSON.stringify(form) !== JSON.stringify(first);
  const busy = fetcher.state !== "idle";
  const answer = fetcher.data;
  useTellOnce(answer, (answer) => {
    if (answer.ok) {
      toast(t("programEdit.saved"));
      navigate("/app/program");
    } else if (!answer.conflict) toast(t("programEdit.failed"), { isError: true });
  });
  const save = () => {
    setChecked(true);
    if (!read.ok) {
      toast(t("programEdit.failed"), { isError: true });
      // The fields are marked when the next frame is drawn.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()),
      );
      return;
    }
    fetcher.submit({ form: JSON.stringify(form), revision: revision ?? "" }, { method: "post" });
  };
  const elsewhere = Object.keys(errors).filter((path) => partOf(path.split(".")[0] ?? "") !== part);
  return (
    <AdminPage title={t(partWords[part])} back={{ content: t("program.title"), url: "/app/program" }}>
      <SaveBar
        open={changed && !(answer?.ok ?? false)}
        busy={busy}
        onSave={save}
        onDiscard={() => {
          setForm(first);
          setChecked(false);
        }}
      />
      <BlockStack gap="400">
        {answer !== undefined && !answer.ok && answer.conflict && (
          <Banner tone="critical" title={t("programEdit.conflict")}>
            <BlockStack gap="200">
              <p>{t("programEdit.conflictText")}</p>
              <div>
                <Button onClick={() => window.location.reload()}>{t("programEdit.reload")}</Button>
              </div>
            </BlockStack>
          </Banner>
        )}
        {elsewhere.length > 0 && (
          <Banner tone="critical" title={t("programEdit.elsewhere")}>
            <p>{elsewhereWords(elsewhere, errors, t("programEdit.elsewhereTiers"), t("programEdit.elsewhereText"))}</p>
          </Banner>
        )}
        <EditorProvider value={{ form, change: (next) => setForm((before) => ({ ...before, ...next })), errors }}>
          <Fields loaded={loaded} />
        </EditorProvider>
      </BlockStack>
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
  const { load, data: answer } = useFetcher<typeof distributionLoader>();
  useEffect(() => {
    if (basis !== null) load(`/app/program/distribution?basis=${basis}&window=${window}`);
  }, [basis, load, window]);
  const fits = answer !== undefined && answer.basis === basis && answer.window === window;
  return <TierFields distribution={fits ? answer.distribution : null} />;
}
