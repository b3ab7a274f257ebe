import { Card } from "@shopify/polaris";
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { HowCard } from "../components/imports/how-card.tsx";
import { ImportList } from "../components/imports/import-list.tsx";
import { UploadForm, type UploadAnswer } from "../components/imports/upload-form.tsx";
import { useT } from "../components/locale.tsx";
import { Pages } from "../components/page/pages.tsx";
import { db } from "../db.server.ts";
import { createImport, listImports } from "../imports/imports.server.ts";
import { parseUpload } from "../imports/file/upload-form.ts";
import { readUpload } from "../imports/file/upload.server.ts";
import { to } from "../pages.ts";
import { authenticateMerchant } from "../merchant.server.ts";

const PAGE = 20;

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const text = new URL(request.url).searchParams.get("before") ?? "";
  const before = /^\d{1,9}$/.test(text) ? Number(text) : null;
  const imports = await listImports(db(), shop.shopId, { limit: PAGE + 1, before });
  return { imports: imports.slice(0, PAGE), more: imports.length > PAGE };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const form = await readUpload(request);
  if (form === "too-large") return { problem: { code: "too-large" }, issues: {} } satisfies UploadAnswer;
  const parsed = parseUpload(form);
  if (!parsed.ok) return { problem: null, issues: parsed.issues } satisfies UploadAnswer;
  const { file, ...input } = parsed.input;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const created = await createImport(db(), shop, { ...input, bytes, filename: file.name, actor }, now());
  if (!created.ok) return { problem: created.problem, issues: {} } satisfies UploadAnswer;
  return redirect(to("import", { importId: created.importId }));
}

export default function Imports() {
  const { imports, more } = useLoaderData<typeof loader>();
  const t = useT();
  const last = imports.at(-1);
  return (
    <AdminPage intro={t("imports.intro")}>
      <Card>
        <UploadForm />
      </Card>
      <HowCard />
      <ImportList imports={imports} />
      <Pages next={more && last !== undefined ? to("imports", { before: last.importId }) : null} />
    </AdminPage>
  );
}
