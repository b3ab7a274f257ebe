import { BlockStack, Checkbox, Select, TextField } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useRef, useState } from "react";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useShop, useT } from "../components/locale.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { useTyped } from "../components/page/posting/typed.ts";
import { Part } from "../components/page/part.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { usePost } from "../components/page/posting/post.ts";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import type { PlainKey, Translate } from "../i18n/translate.ts";
import { summaryAddress } from "../insights/summary/send.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { languageNames } from "../components/language-names.ts";
import { shopperLocales } from "../i18n/shopper/say.ts";
import { askedWords, SenderProof } from "../components/settings/sender-proof.tsx";
import { releaseDeferred } from "../messages/outbox.server.ts";
import { NO_LEGAL_NOTICE } from "../messages/policy.ts";
import { askForProof, type Asked } from "../messages/sender-proof/proof.server.ts";
import {
  isSenderWaiting,
  LIMITS,
  missingForAdvertising,
  type SettingsErrors,
  type SettingsField,
  type SettingsIssue,
  type ShopSettings,
} from "../shops/settings/settings.ts";
import { parseSettings } from "../shops/settings/settings-form.ts";
import { readSettings, saveSettings } from "../shops/settings/settings.server.ts";
import { to } from "../pages.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [settings, summaryTo] = await Promise.all([readSettings(shop.shopId), summaryAddress(db(), shop.shopId)]);
  return { settings, summaryTo, mailFrom: env().MAIL_FROM };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const form = await readFields(request);
  if (form.get("intent") === "prove-sender")
    return { ok: true as const, errors: {} as SettingsErrors, proof: await askForProof(shop, locale, now()) };
  const parsed = parseSettings(form);
  if (!parsed.ok) return { ...parsed, proof: null };
  const before = await readSettings(shop.shopId);
  await saveSettings(shop.shopId, parsed.settings, now());
  if (missingForAdvertising(parsed.settings).length === 0) await releaseDeferred(db(), shop.shopId, [NO_LEGAL_NOTICE], now());
  const { senderEmail } = parsed.settings;
  const entered = senderEmail !== before.senderEmail && isSenderWaiting({ ...before, senderEmail });
  const proof = entered ? await askForProof(shop, locale, now()) : null;
  return { ok: true as const, errors: {} as SettingsErrors, proof };
}

const issueWords: Record<SettingsIssue, PlainKey> = {
  required: "settings.issueRequired",
  email: "settings.issueEmail",
  "too-long": "settings.issueLong",
  "line-break": "settings.issueLine",
  path: "settings.issuePath",
  language: "settings.issueLanguage",
};

const fields: readonly SettingsField[] = [
  "senderName",
  "senderEmail",
  "replyTo",
  "imprint",
  "rewardsPage",
  "confirmedOptIn",
  "defaultLocale",
  "monthlySummary",
];

type Values = Record<SettingsField, string>;

export default function Settings() {
  const { settings, summaryTo, mailFrom } = useLoaderData<typeof loader>();
  const t = useT();
  const shop = useShop();
  const post = usePost<typeof action>({ action: to("settings") });
  const { typed: values, type, changed, sending, discard } = useTyped<Values>(valuesOf(settings));
  const [corrected, setCorrected] = useState<readonly SettingsField[]>([]);
  const form = useRef<HTMLFormElement>(null);
  const errors = useAnswer(post.answer);
  const field = (name: SettingsField) => {
    const issue = corrected.includes(name) ? undefined : errors[name];
    return {
      name,
      id: name,
      value: values[name],
      onChange: (value: string) => {
        type({ [name]: value });
        setCorrected((before) => [...before, name]);
      },
      error: issue === undefined ? undefined : t(issueWords[issue]),
    };
  };
  const [optIn, summary] = [field("confirmedOptIn"), field("monthlySummary")];
  return (
    <AdminPage>
      <SaveBar
        open={changed}
        busy={post.busy}
        onSave={() => form.current?.requestSubmit()}
        onDiscard={() => form.current?.reset()}
      />
      <form
        {...post.form}
        ref={form}
        onSubmit={(event) => {
          setCorrected([]);
          sending();
          post.form.onSubmit(event);
        }}
        onReset={() => {
          discard();
          setCorrected(fields);
        }}
      >
        <BlockStack gap="600">
          <Part title={t("settings.sender")} help={t("settings.senderHelp")}>
            <TextField
              {...field("senderName")}
              label={t("settings.senderName")}
              helpText={t("settings.senderNameHelp", { name: shop.name })}
              autoComplete="organization"
              maxLength={LIMITS.senderName}
            />
            <TextField
              {...field("senderEmail")}
              label={t("settings.senderEmail")}
              helpText={t("settings.senderEmailHelp", { address: mailFrom })}
              type="email"
              autoComplete="email"
              maxLength={LIMITS.email}
            />
            {settings.senderEmail !== null && isSenderWaiting(settings) && values.senderEmail === settings.senderEmail && (
              <SenderProof address={settings.senderEmail} inUse={settings.senderProved ?? mailFrom} />
            )}
            <TextField
              {...field("replyTo")}
              label={t("settings.replyTo")}
              helpText={t("settings.replyToHelp")}
              type="email"
              autoComplete="email"
              maxLength={LIMITS.email}
            />
          </Part>
          <Part title={t("settings.legal")} help={t("settings.legalHelp")}>
            <TextField
              {...field("imprint")}
              label={t("settings.imprint")}
              placeholder={t("settings.imprintExample")}
              multiline={4}
              autoComplete="street-address"
              maxLength={LIMITS.imprint}
            />
          </Part>
          <Part title={t("settings.consent")} help={t("settings.consentHelp")}>
            <div>
              <input type="hidden" name={optIn.name} value={optIn.value} />
              <Checkbox
                id={optIn.id}
                label={t("settings.confirmedOptIn")}
                helpText={t("settings.confirmedOptInHelp")}
                checked={optIn.value === "on"}
                onChange={(checked) => optIn.onChange(checked ? "on" : "off")}
                error={optIn.error}
              />
            </div>
          </Part>
          <Part title={t("emails.title")}>
            <TextField
              {...field("rewardsPage")}
              label={t("settings.rewardsPage")}
              helpText={t("settings.rewardsPageHelp")}
              placeholder="/pages/rewards"
              autoComplete="off"
              maxLength={LIMITS.rewardsPage}
            />
          </Part>
          <Part title={t("settings.language")} help={t("settings.languageHelp")}>
            <Select
              {...field("defaultLocale")}
              label={t("settings.defaultLocale")}
              options={shopperLocales.map((value) => ({ value, label: t(languageNames[value]) }))}
            />
          </Part>
          <Part title={t("summary.setting")} help={t("summary.settingHelp")}>
            <div>
              <input type="hidden" name={summary.name} value={summary.value} />
              <Checkbox
                id={summary.id}
                label={t("summary.settingLabel")}
                helpText={summaryTo === null ? t("summary.settingNowhere") : t("summary.settingTo", { address: summaryTo })}
                checked={summary.value === "on"}
                onChange={(checked) => summary.onChange(checked ? "on" : "off")}
                error={summary.error}
              />
            </div>
          </Part>
        </BlockStack>
      </form>
    </AdminPage>
  );
}

/** Tells the outcome once for each answer, and leads to the first field that needs attention. */
function useAnswer(answer: { ok: boolean; errors: SettingsErrors; proof: Asked | null } | undefined): SettingsErrors {
  const t = useT();
  const toast = useToast();
  useTellOnce(answer, (answer) => {
    toast(savedWords(t, answer), { isError: !answer.ok || answer.proof === "not-sent" });
    const first = Object.keys(answer.errors)[0];
    if (first !== undefined) document.getElementById(first)?.focus();
  });
  return answer?.errors ?? {};
}

function savedWords(t: Translate, { ok, proof }: { ok: boolean; proof: Asked | null }): string {
  if (!ok) return t("settings.failed");
  return proof === null ? t("settings.saved") : `${t("settings.saved")}. ${t(askedWords[proof])}`;
}

function valuesOf(settings: ShopSettings): Values {
  const { senderName, senderEmail, replyTo, imprint, rewardsPage, confirmedOptIn, defaultLocale, monthlySummary } = settings;
  return {
    ...{ senderName: senderName ?? "", senderEmail: senderEmail ?? "", replyTo: replyTo ?? "" },
    ...{ imprint, rewardsPage: rewardsPage ?? "", confirmedOptIn: confirmedOptIn ? "on" : "off", defaultLocale },
    monthlySummary: monthlySummary ? "on" : "off",
  };
}
