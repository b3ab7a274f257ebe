import { db } from "../../db.server.ts";
import { findPublished } from "../../reviews/photos/photos.server.ts";
import { receiveVisit } from "../visit.server.ts";

/** For so long somebody may see a photo who has seen it before, though it is shown no longer. */
const KEPT = "public, max-age=3600";
const none = () => new Response(null, { status: 404, headers: { "Cache-Control": "private, no-store" } });

/** A photo of a published review, as pixels alone: whatever was sent, a browser cannot take it for anything else. */
export async function sendPhoto(request: Request, asked: string, now: Date): Promise<Response> {
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  const [, id = "", small] = /^([1-9]\d{0,17})(-s)?$/.exec(asked) ?? [];
  if (id === "") return none();
  const bytes = await findPublished(db(), visit.shop.shopId, BigInt(id), small !== undefined);
  if (bytes === null) return none();
  return new Response(new Uint8Array(bytes), {
    headers: {
      "Content-Type": "image/webp",
      "Content-Disposition": "inline",
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": KEPT,
    },
  });
}
