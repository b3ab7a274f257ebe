import { Banner, BlockStack, Box, Card, Text } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { setImmediate } from "node:timers/promises";
import { z } from "zod";

import { saveSupplies } from "../actions/merchant/save-supplies.server.ts";
import { now } from "../clock.server.ts";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { useDownload } from "../components/page/download.tsx";
import { MissingScope } from "../components/page/missing-scope.tsx";
import { Pages } from "../components/page/pages.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { SupplyFile, type FileAnswer } from "../components/refill/supply-file.tsx";
import { SupplyList } from "../components/refill/supply-list.tsx";
import { useSupplyForm } from "../components/refill/use-supply-form.ts";
import { SearchField } from "../components/search-field.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { readCsv } from "../imports/file/csv-text.ts";
import { readUpload } from "../imports/file/upload.server.ts";
import { inSlices } from "../lib/slices.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { enqueue } from "../queue/queue.server.ts";
import { fieldsState } from "../refill/supply/fields.server.ts";
import { learnWhereUnknown } from "../refill/supply/intervals.server.ts";
import { findUnknown } from "../refill/supply/keep.server.ts";
import { hasProducts, listSupplies } from "../refill/supply/list.server.ts";
import { parseProductQuery, writeProductQuery } from "../lib/product-query.ts";
import { readRecords, readTyped } from "../refill/supply/typed.ts";
import { missingScopes } from "../shops/optional-scopes.ts";
import type { Shop } from "../shops/shop.ts";
import { listScopes } from "../shops/shops.server.ts";

const PAGE = 20;

/** What is typed, by field: no page has so many. */
const typedSchema = z.record(z.string().max(40), z.string().max(20)).refine((typed) => Object.keys(typed).length <= 5_000);

export type SupplyAnswer = { kind: "typed"; saved: number; wrong: string[] } | FileAnswer;

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const query = parseProductQuery(new URL(request.url).searchParams);
  const { shopId } = shop;
  await learnWhereUnknown(db(), shopId, now(), () => enqueue("learn-repeats", [{ shopId }]));
  const [page, any, scopes, fields] = await Promise.all([
    listSupplies(db(), shopId, query, PAGE),
    hasProducts(db(), shopId),
    listScopes(db(), shopId),
    fieldsState(db(), shopId),
  ]);
  const missing = missingScopes(scopes);
  const here = missing.includes("write_products");
  return { query, page, any, estimates: missing.includes("read_fulfillments"), fields: here ? null : fields };
}

export async function action({ request }: ActionFunctionArgs): Promise<SupplyAnswer> {
  const { shop, actor } = await authenticateMerchant(request);
  if ((request.headers.get("Content-Type") ?? "").startsWith("multipart/")) return saveFile(request, shop, actor);
  const typed = typedSchema.safeParse(jsonOf((await readFields(request)).get("typed")));
  if (!typed.success) throw new Response("Unknown form", { status: 422 });
  const { supplies, wrong } = readTyped(typed.data);
  // All or nothing: who sees an error knows that nothing else has happened.
  return { kind: "typed", wrong, saved: wrong.length > 0 ? 0 : await saveSupplies(shop, supplies, actor) };
}

function jsonOf(text: FormDataEntryValue | null): unknown {
  try {
    return typeof text === "string" ? (JSON.parse(text) as unknown) : null;
  } catch {
    return null;
  }
}

async function saveFile(request: Request, shop: Shop, actor: string): Promise<FileAnswer> {
  const answer = { kind: "file" as const, saved: null, missing: false, problem: null, lines: [] };
  const form = await readUpload(request);
  if (form === "too-large") return { ...answer, problem: { code: "too-large" } };
  const file = form.get("file");
  if (!(file instanceof File) || file.size === 0) return { ...answer, missing: true };
  const read = await readCsv(new Uint8Array(await file.arrayBuffer()), inSlices(setImmediate));
  if (!read.ok) return { ...answer, problem: read.problem };
  const { supplies, problems } = readRecords(read.csv.records);
  const unknown = await findUnknown(db(), shop.shopId, supplies);
  const lines = [
    ...problems,
    ...unknown.map(({ row, variantId }) => ({ row, code: variantId === 0n ? ("product" as const) : ("variant" as const) })),
  ].sort((a, b) => a.row - b.row);
  return lines.length > 0 ? { ...answer, lines } : { ...answer, saved: await saveSupplies(shop, supplies, actor) };
}

const HERE_ALONE = { title: "refill.hereTitle", text: "refill.hereText" } as const;

/** That it stands with the products in Shopify, too, and what does not. */
function InShopify({ fields: { waiting, problems, products } }: { fields: Awaited<ReturnType<typeof fieldsState>> }) {
  const t = useT();
  if (problems === 0)
    return (
      <Box paddingInline={{ xs: "400", sm: "0" }}>
        <Text as="p" tone="subdued">
          {waiting === 0 ? t("refill.inShopify") : `${t("refill.inShopify")} ${t("refill.waiting", { count: waiting })}`}
        </Text>
      </Box>
    );
  return (
    <Banner tone="warning" title={t("refill.problems", { count: problems })}>
      <BlockStack gap="100">
        <p>{t("refill.problemsText")}</p>
        <p>{products.join(", ")}</p>
      </BlockStack>
    </Banner>
  );
}

export default function Refill() {
  const { query, page, any, estimates, fields } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const navigate = useNavigate();
  const form = useSupplyForm(page.products);
  const post = usePost<SupplyAnswer>({ action: to("refill"), again: () => save() });
  const save = () => post.submit({ typed: JSON.stringify(form.fields()) });
  useTellOnce(post.answer, (answer) => {
    if (answer.kind !== "typed") return;
    form.refuse(answer.wrong);
    toast(answer.wrong.length > 0 ? t("refill.notSaved") : t("refill.saved", { count: answer.saved }));
  });
  const { busy, download } = useDownload({
    ...{ url: to("refillCsv"), fileName: "reprise-supply.csv", failed: t("refill.exportFailed") },
  });
  const address = (cursor: typeof page.next) => (cursor === null ? null : to("refill", writeProductQuery({ ...query, cursor })));
  return (
    <AdminPage
      intro={t("refill.intro")}
      secondaryActions={any ? [{ content: t("refill.export"), loading: busy, onAction: download }] : []}
    >
      <SaveBar open={form.changed} busy={post.busy} onSave={save} onDiscard={form.discard} />
      <BlockStack gap="400">
        {any && estimates && <MissingScope scope="read_fulfillments" />}
        {any && fields === null && <MissingScope scope="write_products" without={HERE_ALONE} />}
        {any && fields !== null && <InShopify fields={fields} />}
        <Card padding={any ? "0" : "400"}>
          {any ? (
            <>
              <Box padding="300">
                <SearchField
                  label={t("refill.search")}
                  placeholder={t("refill.searchPlaceholder")}
                  search={query.search}
                  go={(search) => navigate(to("refill", writeProductQuery({ search, cursor: null })), { replace: true })}
                />
              </Box>
              {page.products.length === 0 ? (
                <Empty
                  title={t("refill.noneTitle")}
                  text={t("refill.noneText")}
                  action={{ content: t("refill.clear"), url: to("refill") }}
                />
              ) : (
                <SupplyList products={page.products} form={form} />
              )}
              <Pages previous={address(page.previous)} next={address(page.next)} />
            </>
          ) : (
            <Empty title={t("refill.emptyTitle")} text={t("refill.emptyText")} />
          )}
        </Card>
        {any && <SupplyFile action={to("refill")} />}
      </BlockStack>
    </AdminPage>
  );
}
