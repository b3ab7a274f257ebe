/** Answers with a document that is worked out once for an origin: anybody may ask for it, as often as they like. */
export function openApiAnswer(write: (origin: string) => unknown): (origin: string) => Response {
  let written: { origin: string; text: string } | null = null;
  return (origin) => {
    if (written?.origin !== origin) written = { origin, text: JSON.stringify(write(origin)) };
    return new Response(written.text, {
      headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "public, max-age=300" },
    });
  };
}
