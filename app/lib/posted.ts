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
