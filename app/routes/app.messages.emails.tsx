import { BlockStack, Card, Select } from "@shopify/polaris";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import { useRef } from "react";

import { previewEmail } from "../affiliates/emails/preview.ts";
import { emailKinds, type EmailKind } from "../affiliates/emails/words.ts";
import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { EmailList } from "../components/settings/email-list.tsx";
import { EmailPreview } from "../components/emails/email-preview.tsx";
import { useLocale, useT } from "../components/locale.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { EmailSwitches } from "../components/settings/email-switches.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { usePost } from "../components/page/posting/post.ts";
import { useTyped } from "../components/page/posting/typed.ts";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { shopperLocales } from "../i18n/shopper/say.ts";
import { locales, type PlainKey } from "../i18n/translate.ts";
import { readBrand } from "../messages/content/brand/brand.server.ts";
import { senderOf } from "../messages/channels/email/email.ts";
import { presetKeys, presets, isPresetKey } from "../messages/content/presets/registry.ts";
import { listEmails } from "../messages/content/store/emails.server.ts";
import { createFromPreset } from "../messages/content/store/publish.server.ts";
import { preview } from "../messages/templates/preview.ts";
import { isSwitched, switchedKeys, templates, type SwitchedKey } from "../messages/templates/registry.ts";
import { readSwitches } from "../messages/templates/switches.ts";
import { currentProgram } from "../program/versions.server.ts";
import { readPointsEmails, readSettings, savePointsEmails } from "../shops/settings/settings.server.ts";
import type { Shop } from "../shops/shop.ts";
import { readStorefront } from "../shops/shops.server.ts";
import { to } from "../pages.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const asked = new URL(request.url).searchParams.get("email") ?? "";
  const shown: SwitchedKey = isSwitched(asked) ? asked : "reward-issued";
  const toAffiliates = emailKinds.find((kind) => asked === `affiliate-${kind}`) ?? null;
  const [own, settings, brand, storefront, stored, { rules }] = await Promise.all([
    listEmails(shop.shopId),
    readSettings(shop.shopId),
    readBrand(shop.shopId),
    readStorefront(db(), shop),
    readPointsEmails(shop.shopId),
    currentProgram(db(), shop.shopId, at),
  ]);
  const sender = senderOf({ ...settings, shopName: shop.name, shopEmail: null }, env().MAIL_FROM);
  const about = {
    ...{ shopName: shop.name, storefront, imprint: settings.imprint, canReply: sender.replyTo !== null },
    ...{ currency: shop.currency, timeZone: shop.timeZone, shopLocale: settings.defaultLocale, brand, rules },
    pointsNames: shop.pointsNames,
  };
  return {
    own: own.map(({ publishedAt, updatedAt, ...email }) => ({
      ...email,
      ...{ publishedAt: publishedAt?.toISOString() ?? null, updatedAt: updatedAt.toISOString() },
    })),
    presets: presetKeys.map((key) => ({ key, names: presets[key].name })),
    switches: readSwitches(stored),
    emails: switchedKeys.map((key) => {
      const { purpose, switched } = templates[key];
      return { key, purpose, words: switched.words };
    }),
    affiliates: shop.affiliatesSince !== null,
    shown: toAffiliates === null ? shown : (`affiliate-${toAffiliates}` as const),
    sender,
    previews:
      toAffiliates !== null
        ? locales.map((locale) => previewEmail(toAffiliates, locale, { ...about, shop }, at))
        : shopperLocales.map((locale) => {
            const { subject, html } = preview(shown, locale, about, at);
            return { locale, subject, html };
          }),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const fields = await readFields(request);
  const preset = fields.get("preset");
  if (preset !== null) return createOf(shop, preset, actor);
  const on = new Set(fields.getAll("email"));
  const switches = Object.fromEntries(switchedKeys.map((key) => [key, on.has(key)]));
  await savePointsEmails(shop.shopId, switches, now());
  return { ok: true as const };
}

async function createOf(shop: Shop, preset: FormDataEntryValue, actor: string) {
  if (!isPresetKey(preset)) throw new Response("No such preset", { status: 422 });
  const emailId = await createFromPreset(shop, preset, actor, now());
  return emailId === null ? data({ ok: false as const }, { status: 422 }) : redirect(to("email", { emailId }));
}

const emailNames: Record<EmailKind, PlainKey> = {
  received: "affiliateSettings.emailReceived",
  approved: "affiliateSettings.emailApproved",
  declined: "affiliateSettings.emailDeclined",
  paid: "affiliateSettings.emailPaid",
  terms: "affiliateSettings.emailTerms",
  plan: "affiliateSettings.emailPlan",
};

export default function Emails() {
  const { own, presets, switches, emails, affiliates, shown, sender, previews } = useLoaderData<typeof loader>();
  const t = useT();
  const locale = useLocale();
  const toast = useToast();
  const post = usePost<typeof action>({ action: to("emails") });
  const [, setSearch] = useSearchParams();
  const { typed: values, type, changed, sending, discard } = useTyped(switches);
  const form = useRef<HTMLFormElement>(null);
  const making = usePost<{ ok: false }>({ action: to("emails") });
  useTellOnce(post.answer, () => toast(t("emails.saved")));
  useTellOnce(making.answer, () => toast(t("emailEditor.tooMany"), { isError: true }));
  return (
    <AdminPage intro={t("emails.intro")} secondaryActions={[{ content: t("emailEditor.brand"), url: to("brand") }]}>
      <SaveBar open={changed} busy={post.busy} onSave={() => form.current?.requestSubmit()} onDiscard={discard} />
      <EmailList
        emails={own}
        presets={presets.map(({ key, names }) => ({ key, name: names[locale] }))}
        busy={making.busy}
        onCreate={(preset) => making.submit({ preset })}
      />
      <form
        {...post.form}
        ref={form}
        onSubmit={(event) => {
          sending();
          post.form.onSubmit(event);
        }}
      >
        <EmailSwitches switches={values} emails={emails} onChange={(key, on) => type({ [key]: on })} />
      </form>
      <Card>
        <BlockStack gap="400">
          <Select
            label={t("emails.previewOf")}
            options={[
              ...emails.map(({ key, words }) => ({ value: key, label: words[locale].name })),
              ...(affiliates ? emailKinds.map((kind) => ({ value: `affiliate-${kind}`, label: t(emailNames[kind]) })) : []),
            ]}
            value={shown}
            onChange={(email) => setSearch({ email }, { replace: true, preventScrollReset: true })}
          />
          <EmailPreview key={shown} emails={previews} sender={sender} />
        </BlockStack>
      </Card>
    </AdminPage>
  );
}
