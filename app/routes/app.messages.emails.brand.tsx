import { Banner, BlockStack, Button, Card, InlineStack, Layout, Select, Text, TextField } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";

import { now } from "../clock.server.ts";
import { inScheme } from "../components/emails/shown-email.tsx";
import { useFormat, useLocale, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Part } from "../components/page/part.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { useTyped } from "../components/page/posting/typed.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { readBrand, saveBrand } from "../messages/content/brand/brand.server.ts";
import { networkNames, networks } from "../lib/networks.ts";
import {
  brandFields,
  LIMITS,
  readBrandForm,
  valuesOfBrand,
  type BrandErrors,
  type BrandField,
  type BrandValues,
} from "../messages/content/brand/brand-form.ts";
import { fontKeys } from "../messages/content/brand/brand.ts";
import { contrast, READABLE } from "../messages/content/brand/palette.ts";
import { documentOf } from "../messages/content/presets/preset.ts";
import { presets } from "../messages/content/presets/registry.ts";
import { recommend } from "../insights/recommendations/for-emails.server.ts";
import { previewEmail } from "../messages/content/store/preview.server.ts";
import { recompile } from "../messages/content/store/publish.server.ts";
import { to } from "../pages.ts";
import { EmailFrame } from "../components/emails/email-frame.tsx";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const brand = await readBrand(shop.shopId);
  const { rendered } = await previewEmail(shop, recommend, documentOf(presets["win-back-3"], brand.form), locale, "all");
  return { values: valuesOfBrand(brand), html: rendered?.html ?? "" };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const fields = await readFields(request);
  const typed = Object.fromEntries(brandFields.map((name) => [name, textOf(fields.get(name))]));
  const read = readBrandForm(typed as BrandValues);
  if (!read.ok) return read;
  await saveBrand(shop.shopId, read.brand, now());
  await recompile(shop.shopId);
  return { ok: true as const, errors: {} as BrandErrors };
}

export default function BrandPage() {
  const { values: saved, html } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  const toast = useToast();
  const locale = useLocale();
  const [dark, setDark] = useState(false);
  const { typed, type, changed, sending, discard } = useTyped<BrandValues>(saved);
  const post = usePost<typeof action>({ again: () => save() });
  const errors = post.answer?.errors ?? {};
  const save = () => {
    sending();
    post.submit(typed);
  };
  useTellOnce(post.answer, ({ ok, errors }) => {
    toast(ok ? t("brand.saved") : t("brand.failed"), { isError: !ok });
    const [first] = Object.keys(errors);
    if (first !== undefined) document.getElementById(first)?.focus();
  });
  const wrong = (name: BrandField) => {
    const error = errors[name];
    if (error === "color") return t("brand.wrongColor");
    if (error === "address") return t("brand.wrongUrl");
    const { least, most } = LIMITS[name === "logoWidth" ? "logoWidth" : "radius"];
    return error === "number" ? t("brand.wrongNumber", { least, most }) : undefined;
  };
  const field = (name: BrandField) => ({
    ...{ id: name, name, value: typed[name], autoComplete: "off", error: wrong(name) },
    onChange: (value: string) => type({ [name]: value }),
  });
  const readable =
    /^#[0-9a-f]{6}$/i.test(typed.text) && /^#[0-9a-f]{6}$/i.test(typed.card)
      ? contrast(typed.text.toLowerCase(), typed.card.toLowerCase())
      : null;
  return (
    <AdminPage intro={t("brand.intro")} fullWidth>
      <SaveBar open={changed} busy={post.busy} onSave={save} onDiscard={discard} />
      <Layout>
        <Layout.Section>
          <BlockStack gap="600">
            <Part title={t("brand.logo")} help={t("brand.logoHelp")}>
              <TextField {...field("logoUrl")} label={t("brand.logoUrl")} helpText={t("brand.logoUrlHelp")} />
              <TextField {...field("logoWidth")} label={t("brand.logoWidth")} inputMode="numeric" />
            </Part>
            <Part title={t("brand.colors")} help={t("brand.colorsHelp")}>
              {(["page", "card", "text", "accent"] as const).map((name) => (
                <TextField key={name} {...field(name)} label={t(colorWords[name])} />
              ))}
              {readable !== null && readable < READABLE && (
                <Banner tone="warning">
                  <p>{t("brand.contrast", { ratio: format.number(Math.floor(readable * 10) / 10) })}</p>
                </Banner>
              )}
            </Part>
            <Part title={t("brand.shape")} help={t("brand.shapeHelp")}>
              <TextField {...field("radius")} label={t("brand.radius")} inputMode="numeric" />
              <Select
                label={t("brand.font")}
                options={fontKeys.map((value) => ({
                  value,
                  label: value === "system" ? t("brand.fontSystem") : fontName(value),
                }))}
                value={typed.font}
                onChange={(font) => type({ font })}
              />
            </Part>
            <Part title={t("brand.form")} help={t("brand.formHelp")}>
              <Select
                label={t("brand.form")}
                options={[
                  { value: "du", label: t("brand.formDu") },
                  { value: "sie", label: t("brand.formSie") },
                ]}
                value={typed.form}
                onChange={(form) => type({ form })}
              />
            </Part>
            <Part title={t("brand.social")} help={t("brand.socialHelp")}>
              {networks.map((network) => (
                <TextField key={network} {...field(network)} type="url" label={networkNames[network]} />
              ))}
            </Part>
            <Banner title={t("brand.elsewhere")} action={{ content: t("brand.settings"), url: to("settings") }} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <Card>
            <BlockStack gap="300">
              <InlineStack align="space-between" blockAlign="center">
                <Text as="h2" variant="headingMd">
                  {t("brand.preview")}
                </Text>
                <Button pressed={dark} onClick={() => setDark(!dark)}>
                  {t("brand.dark")}
                </Button>
              </InlineStack>
              <EmailFrame html={inScheme(html, dark)} title={t("brand.previewFrame")} language={locale} />
            </BlockStack>
          </Card>
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}

const colorWords = { page: "brand.page", card: "brand.card", text: "brand.text", accent: "brand.accent" } as const;

function fontName(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function textOf(field: FormDataEntryValue | null): string {
  return typeof field === "string" ? field.slice(0, 2_000) : "";
}
