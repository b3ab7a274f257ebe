import { BlockStack } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useRef, useState } from "react";

import { namePoints } from "../actions/merchant/name-points.server.ts";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { useTyped } from "../components/page/posting/typed.ts";
import { PointsNameFields } from "../components/program/points-name-form.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { shopperLocale, shopperLocales, type PointsNames, type ShopperLocale } from "../i18n/shopper/say.ts";
import type { PointsName } from "../i18n/shopper/shopper-words.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { readPointsNames, type NameIssues } from "../shops/settings/points-names.ts";
import { readStorefront } from "../shops/shops.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { primaryLocale, publishedLocales } = await readStorefront(db(), shop);
  // A shop in a language that we do not speak shows ours.
  const published = [...new Set([primaryLocale, ...publishedLocales].map((locale) => shopperLocale(locale)))];
  return { names: shop.pointsNames, published };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const read = readPointsNames(await readFields(request));
  if (!read.ok) return data({ ok: false as const, issues: read.issues }, { status: 422 });
  await namePoints(shop, read.names);
  return { ok: true as const, issues: {} as NameIssues };
}

export default function PointsNamePage() {
  const { names, published } = useLoaderData<typeof loader>();
  const t = useT();
  const post = usePost<typeof action>({ action: to("pointsName") });
  const { typed, type, changed, sending, discard } = useTyped<Record<ShopperLocale, PointsName>>(allOf(names));
  // What was wrong with these counts as mended since it was last sent.
  const [mended, setMended] = useState<readonly ShopperLocale[]>([]);
  const form = useRef<HTMLFormElement>(null);
  const issues = useAnswer(post.answer);
  const shown = [...published, ...shopperLocales.filter((locale) => !published.includes(locale) && names[locale] !== undefined)];
  return (
    <AdminPage intro={t("pointsName.intro")}>
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
          setMended([]);
          sending();
          post.form.onSubmit(event);
        }}
        onReset={() => {
          discard();
          setMended(shopperLocales);
        }}
      >
        <BlockStack gap="600">
          {shown.map((locale) => (
            <PointsNameFields
              key={locale}
              locale={locale}
              name={typed[locale]}
              onChange={(name) => {
                type({ [locale]: name });
                setMended((before) => [...before, locale]);
              }}
              issues={mended.includes(locale) ? {} : { one: issues[`${locale}.one`], many: issues[`${locale}.many`] }}
              isPublished={published.includes(locale)}
            />
          ))}
        </BlockStack>
      </form>
    </AdminPage>
  );
}

function allOf(names: PointsNames): Record<ShopperLocale, PointsName> {
  const entries = shopperLocales.map((locale) => [locale, names[locale] ?? { one: "", many: "" }]);
  return Object.fromEntries(entries) as Record<ShopperLocale, PointsName>;
}

/** Tells the outcome once for each answer, and leads to the first field that needs attention. */
function useAnswer(answer: { ok: boolean; issues: NameIssues } | undefined): NameIssues {
  const t = useT();
  const toast = useToast();
  useTellOnce(answer, ({ ok, issues }) => {
    toast(ok ? t("pointsName.saved") : t("pointsName.failed"), { isError: !ok });
    const [first] = Object.keys(issues);
    if (first !== undefined) document.getElementById(first)?.focus();
  });
  return answer?.issues ?? {};
}
