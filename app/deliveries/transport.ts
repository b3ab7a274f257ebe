/** A receiver as whoever sends to it knows it. `secrets`: opened, the current one first. */
export type Addressee = { url: string; secrets: readonly string[] };
/** What is sent: `id` names the event, the same each time. */
export type Parcel = { id: string; body: string };

/** Why something did not arrive, as merchants are told. */
export const problems = [
  ...(["status", "redirect", "gone", "timeout", "unreachable", "not-found", "certificate", "refused-address"] as const),
] as const;
export type Problem = (typeof problems)[number];

/** `status`: what was answered, if anything was. */
export type Outcome = { ok: true; status: number } | { ok: false; status: number | null; problem: Problem };

/** Hands one thing over. Waits a bounded time, follows nothing, and never throws. @param now when it is sent */
export type Transport = (to: Addressee, parcel: Parcel, now: Date) => Promise<Outcome>;
