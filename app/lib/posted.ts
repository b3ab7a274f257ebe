/**
 * The fields of a posted form: the one way to read one.
 * @throws Response 400 for a body that is no form or breaks off: who sends it is to blame, and nobody else need hear of it
 */
export async function readFields(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    throw new Response("Not a form", { status: 400 });
  }
}

/**
 * A posted body, byte by byte, for what is signed.
 * @throws Response 400 for one that breaks off
 */
export async function readBytes(request: Request): Promise<Buffer> {
  try {
    return Buffer.from(await request.arrayBuffer());
  } catch {
    throw new Response(null, { status: 400 });
  }
}

/**
 * A posted body of at most so many bytes; null for a longer one, of which no more is read.
 * @throws Response 400 for one that breaks off
 */
export async function readUpTo(request: Request, maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of (request.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > maxBytes) return null;
      chunks.push(chunk);
    }
  } catch {
    throw new Response(null, { status: 400 });
  }
  return Buffer.concat(chunks);
}
