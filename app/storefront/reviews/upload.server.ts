import { readUpTo } from "../../lib/posted.ts";

/** Of a whole form with photos, in bytes: Shopify's app proxy has ten seconds for it. */
const LONGEST_UPLOAD = 20 * 1024 * 1024;
/** So many a process works on at once: each may be held in memory whole, and its photos are unpacked. */
const AT_ONCE = 3;

let open = 0;

/**
 * Works on a form with photos, read no further than it may be long; few at once, from the first byte to the last photo.
 * @throws Response 400 for a body that is no such form
 */
export async function takeUpload(
  request: Request,
  work: (form: FormData | "tooLong" | "busy") => Promise<Response>,
): Promise<Response> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(type)) throw new Response("Not a form", { status: 400 });
  if (Number(request.headers.get("content-length") ?? 0) > LONGEST_UPLOAD) return work("tooLong");
  if (open >= AT_ONCE) return work("busy");
  open += 1;
  try {
    const bytes = await readUpTo(request, LONGEST_UPLOAD);
    return await work(bytes === null ? "tooLong" : await parsed(bytes, type));
  } finally {
    open -= 1;
  }
}

async function parsed(bytes: Buffer, type: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  } catch {
    throw new Response("Not a form", { status: 400 });
  }
}
