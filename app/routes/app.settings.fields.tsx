import { BlockStack, Card } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { defineFieldOf, removeFieldOf, renameFieldOf, type RemovalAnswer } from "../actions/merchant/define-fields.server.ts";
import { DefineForm } from "../components/customer-fields/define-form.tsx";
import { FieldList } from "../components/customer-fields/field-list.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { db } from "../db.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { countValues, listFields } from "../notes/fields/fields.server.ts";
import { keyIn, kindIn, parseName, type DefinitionAnswer, type NameIssue } from "../notes/fields/forms.ts";

const intentSchema = z.enum(["define", "rename", "remove"]);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [fields, counts] = await Promise.all([listFields(db(), shop.shopId), countValues(db(), shop.shopId)]);
  return { fields: fields.map((field) => ({ ...field, customers: counts.get(field.key) ?? 0 })) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const form = await readFields(request);
  const intent = intentSchema.safeParse(form.get("intent")).data;
  if (intent === undefined) throw new Response("Unknown intent", { status: 422 });
  if (intent === "remove") {
    const key = keyIn(form);
    const uses = await removeFieldOf(shop, key);
    if (uses.length > 0) return data({ ok: false, issue: "in-use", key, uses } satisfies RemovalAnswer, { status: 422 });
    return { ok: true, did: "removed" } satisfies RemovalAnswer;
  }
  const key = intent === "rename" ? keyIn(form) : null;
  const parsed = parseName(form);
  if (!parsed.ok) return refused(parsed.issue, key);
  const { name } = parsed;
  if (key !== null) {
    const outcome = await renameFieldOf(shop, { key, name });
    return outcome === "renamed" ? ({ ok: true, did: "renamed" } satisfies DefinitionAnswer) : refused(outcome, key);
  }
  const outcome = await defineFieldOf(shop, { name, kind: kindIn(form), actor });
  return outcome === "defined" ? ({ ok: true, did: "defined" } satisfies DefinitionAnswer) : refused(outcome, null);
}

function refused(issue: NameIssue | "gone", key: string | null) {
  return data({ ok: false, issue, key } satisfies DefinitionAnswer, { status: 422 });
}

export default function CustomerFields() {
  const { fields } = useLoaderData<typeof loader>();
  const t = useT();
  return (
    <AdminPage intro={t("notes.setupIntro")}>
      <BlockStack gap="400">
        <FieldList fields={fields} />
        <Card>
          <DefineForm key={fields.length} />
        </Card>
      </BlockStack>
    </AdminPage>
  );
}
