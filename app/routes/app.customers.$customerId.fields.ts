import { data, type ActionFunctionArgs } from "@remix-run/node";

import { setFieldsOf } from "../actions/merchant/set-fields.server.ts";
import { customerIdIn } from "../customers/views/customer-id.ts";
import { db } from "../db.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { listFields } from "../notes/fields/fields.server.ts";
import { parseValues, type ValuesAnswer } from "../notes/fields/forms.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

/** What a shop's own fields say of a customer. */
export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const customerId = customerIdIn(params);
  const parsed = parseValues(await readFields(request), await listFields(db(), shop.shopId));
  if (!parsed.ok) return data({ ok: false, errors: parsed.errors } satisfies ValuesAnswer, { status: 422 });
  const outcome = await setFieldsOf(shop, { customerId, settings: parsed.settings, actor });
  if (outcome === "unknown-customer") throw new Response("customer", { status: 404 });
  return outcome === "set"
    ? ({ ok: true } satisfies ValuesAnswer)
    : data({ ok: false, changed: true } satisfies ValuesAnswer, { status: 409 });
}
