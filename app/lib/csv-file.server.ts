import { createReadableStreamFromReadable } from "@remix-run/node";
import { Readable } from "node:stream";

/** A CSV file to be saved under a name, sent while it is written; it is one merchant's, so that nobody between keeps it. */
export function csvFile(name: string, parts: AsyncIterable<string> | Iterable<string>): Response {
  return new Response(createReadableStreamFromReadable(Readable.from(parts)), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": "private, no-store",
    },
  });
}
