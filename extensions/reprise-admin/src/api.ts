import { t } from "./host.ts";

/** Shopify resolves the address against the app's own and says who asks. @throws Error when there is no answer */
async function call(path: string, init: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(`/admin/v1/${path}?${new URLSearchParams({ locale: t("locale") }).toString()}`, init);
  if (!answer.ok) throw new Error(`The app answered ${answer.status}`);
  return answer.json();
}

export function read<Block>(path: string): Promise<Block> {
  return call(path) as Promise<Block>;
}

/** @returns null when nobody knows what became of it: it may be sent again with the same fields */
export async function send<Answer>(path: string, fields: Readonly<Record<string, string>>): Promise<Answer | null> {
  try {
    const headers = { "Content-Type": "application/json" };
    return (await call(path, { method: "POST", headers, body: JSON.stringify(fields) })) as Answer;
  } catch {
    return null;
  }
}
