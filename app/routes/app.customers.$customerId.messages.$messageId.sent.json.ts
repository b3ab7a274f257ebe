import type { LoaderFunctionArgs } from "@remix-run/node";

import { customerIdIn } from "../customers/views/customer-id.ts";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { findSent, type SentMessage } from "../messages/sent/contents.server.ts";

export { clientLoader } from "../components/page/posting/route.ts";

/** What a message to this customer said. @throws Response 404 where nothing of it is kept, or it was to somebody else */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<SentMessage> {
  const { shop } = await authenticateMerchant(request);
  const messageId = params["messageId"];
  if (messageId === undefined || !/^\d{1,18}$/.test(messageId)) throw new Response("message", { status: 404 });
  const sent = await findSent(db(), shop.shopId, customerIdIn(params), BigInt(messageId));
  if (sent === null) throw new Response("message", { status: 404 });
  return sent;
}

/** It stays as it was sent. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page. */
export default function Nothing() {
  return null;
}
