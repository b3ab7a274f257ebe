import { MAX_BYTES } from "./csv-text.ts";

/** Boundaries, names and the other fields of the form. */
const FORM_BYTES = 64 * 1024;

/**
 * A form with a file, read no further than a file may be long. @returns the form, or why it is none
 * @throws Response 400 for a body that is no form
 */
export async function readUpload(request: Request): Promise<FormData | "too-large"> {
  const type = request.headers.get("Content-Type") ?? "";
  const limit = MAX_BYTES + FORM_BYTES;
  if (Number(request.headers.get("Content-Length") ?? 0) > limit) {
    await request.body?.cancel();
    return "too-large";
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    length += read.value.length;
    if (length > limit) {
      await reader?.cancel();
      return "too-large";
    }
    chunks.push(read.value);
  }
  try {
    return await new Response(Buffer.concat(chunks, length), { headers: { "Content-Type": type } }).formData();
  } catch {
    throw new Response("Not a form", { status: 400 });
  }
}
