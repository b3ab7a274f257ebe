/** A receiver as whoever sends to it knows it. `domain`: of the shop. `url` and `secrets` (opened, the current one first) are a webhook's alone. */
export type Addressee = { domain: string; url: string | null; secrets: readonly string[] };
/** What is sent: `id` names the event, the same each time. `gone`: Shopify does not have its customer any more. */
export type Parcel = { id: string; body: string; gone: boolean };

/** Why something did not arrive, as merchants are told. */
export const problems = [
  ...(["status", "redirect", "gone", "timeout", "unreachable", "not-found", "certificate", "refused-address"] as const),
  ...(["no-access", "refused"] as const),
] as const;
export type Problem = (typeof problems)[number];

/** `status`: what was answered, if anything was; null with `ok`: there was nothing to be told. */
export type Outcome = { ok: true; status: number | null } | { ok: false; status: number | null; problem: Problem };

/** Hands one thing over. Waits a bounded time, follows nothing, and never throws. @param now when it is sent */
export type Transport = (to: Addressee, parcel: Parcel, now: Date) => Promise<Outcome>;
