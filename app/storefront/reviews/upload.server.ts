import { readUpTo } from "../../lib/posted.ts";

/** Of a whole form with photos, in bytes: Shopify's app proxy has ten seconds for it. */
const LONGEST_UPLOAD = 20 * 1024 * 1024;
/** So many a process reads at once: each may be held in memory whole, and its photos are unpacked. */
const AT_ONCE = 3;

let reading = 0;

/**
 * A form with photos, read no further than it may be long.
 * @throws Response 400 for a body that is no such form
 */
export async function readUpload(request: Request): Promise<FormData | "tooLong" | "busy"> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(type)) throw new Response("Not a form", { status: 400 });
  if (Number(request.headers.get("content-length") ?? 0) > LONGEST_UPLOAD) return "tooLong";
  if (reading >= AT_ONCE) return "busy";
  reading += 1;
  try {
    const bytes = await readUpTo(request, LONGEST_UPLOAD);
    return bytes === null ? "tooLong" : await parsed(bytes, type);
  } finally {
    reading -= 1;
  }
}

async function parsed(bytes: Buffer, type: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  } catch {
    throw new Response("Not a form", { status: 400 });
  }
}
