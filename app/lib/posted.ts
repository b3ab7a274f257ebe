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
