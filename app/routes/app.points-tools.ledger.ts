import { createReadableStreamFromReadable, type LoaderFunctionArgs } from "@remix-run/node";
import { Readable } from "node:stream";

import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { exportLedger } from "../points/export.server.ts";

/** Every entry of the ledger. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  return new Response(createReadableStreamFromReadable(Readable.from(exportLedger(db(), shop))), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": 'attachment; filename="reprise-ledger.csv"',
      "Cache-Control": "private, no-store",
    },
  });
}
