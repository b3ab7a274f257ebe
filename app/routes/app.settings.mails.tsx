import { BlockStack, Card, Select } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import { useRef } from "react";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { MailPreview } from "../components/flows/mail-preview.tsx";
import { useT } from "../components/locale.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { pageTitle } from "../components/page/page-title.ts";
import { mailNames, MailSwitches } from "../components/settings/mail-switches.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { usePost } from "../components/page/posting/post.ts";
import { useTyped } from "../components/page/posting/typed.ts";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { senderOf } from "../messages/mails/mail.ts";
import { isPointsMail, pointsMails, readSwitches, type PointsMail, type Switches } from "../messages/points-mails.ts";
import { preview } from "../messages/mails/samples.ts";
import { mailLocales, templates, type Purpose } from "../messages/mails/templates.ts";
import { currentProgram } from "../program/versions.server.ts";
import { readPointsMails, readSettings, savePointsMails } from "../shops/settings/settings.server.ts";
import { readStorefront } from "../shops/shops.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export const meta = pageTitle("mails.title");

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const asked = new URL(request.url).searchParams.get("mail") ?? "";
  const shown: PointsMail = isPointsMail(asked) ? asked : "reward-issued";
  const [settings, storefront, stored, { rules }] = await Promise.all([
    readSettings(shop.shopId),
    readStorefront(db(), shop),
    readPointsMails(shop.shopId),
    currentProgram(db(), shop.shopId, at),
  ]);
  const sender = senderOf({ ...settings, shopName: shop.name, shopEmail: null }, env().MAIL_FROM);
  const about = {
    ...{ shopName: shop.name, storefront, imprint: settings.imprint, canReply: sender.replyTo !== null },
    ...{ currency: shop.currency, timeZone: shop.timeZone, shopLocale: settings.defaultLocale, rules },
  };
  return {
    switches: readSwitches(stored),
    purposes: Object.fromEntries(pointsMails.map((mail) => [mail, templates[mail].purpose])) as Record<PointsMail, Purpose>,
    shown,
    sender,
    mails: mailLocales.map((locale) => {
      const { subject, html } = preview(shown, locale, about, at);
      return { locale, subject, html };
    }),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const on = new Set((await readFields(request)).getAll("mail"));
  const switches = Object.fromEntries(pointsMails.map((mail) => [mail, on.has(mail)]));
  await savePointsMails(shop.shopId, switches, now());
  return { ok: true as const };
}

export default function Mails() {
  const { switches, purposes, shown, sender, mails } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const post = usePost<typeof action>({ action: "/app/settings/mails" });
  const [, setSearch] = useSearchParams();
  const { typed: values, type, changed, sending, discard } = useTyped<Switches>(switches);
  const form = useRef<HTMLFormElement>(null);
  useTellOnce(post.answer, () => toast(t("mails.saved")));
  return (
    <AdminPage title={t("mails.title")} intro={t("mails.intro")} back={{ content: t("settings.title"), url: "/app/settings" }}>
      <SaveBar open={changed} busy={post.busy} onSave={() => form.current?.requestSubmit()} onDiscard={discard} />
      <form
        {...post.form}
        ref={form}
        onSubmit={(event) => {
          sending();
          post.form.onSubmit(event);
        }}
      >
        <MailSwitches switches={values} purposes={purposes} onChange={(mail, on) => type({ [mail]: on })} />
      </form>
      <Card>
        <BlockStack gap="400">
          <Select
            label={t("mails.previewOf")}
            options={pointsMails.map((mail) => ({ value: mail, label: t(mailNames[mail]) }))}
            value={shown}
            onChange={(mail) => setSearch({ mail }, { replace: true, preventScrollReset: true })}
          />
          <MailPreview key={shown} mails={mails} sender={sender} />
        </BlockStack>
      </Card>
    </AdminPage>
  );
}
