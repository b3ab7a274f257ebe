import type { LoaderFunctionArgs } from "@remix-run/node";

import { notePage } from "../affiliates/payouts/note-page.ts";
import { readNote } from "../affiliates/payouts/read.server.ts";
import { db } from "../db.server.ts";
import { idFromText } from "../lib/gid.ts";
import { clockText } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** A credit note, to be printed or kept. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const payoutId = idFromText(params["payoutId"]);
  const found = payoutId === null ? null : await readNote(db(), shop.shopId, payoutId);
  if (found === null) throw new Response("No such credit note", { status: 404 });
  const cancelledOn = found.cancelledAt === null ? null : clockText(found.cancelledAt, shop.timeZone).slice(0, 10);
  return new Response(notePage(found.note, cancelledOn), {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Disposition": `attachment; filename="${found.note.number}.html"`,
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
      "Cache-Control": "private, no-store",
    },
  });
}
