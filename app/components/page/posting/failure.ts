import { isRouteErrorResponse } from "@remix-run/react";

/** Why something that was sent or asked for has no answer. `reference` names the line of the app's log that says more. */
export type Failure =
  { cause: "offline" } | { cause: "failed"; reference: string | null } | { cause: "gone" } | { cause: "refused" };

/** What stands for the answer where there is none. */
export type Failed = { failure: Failure };

export function failureOf(error: unknown): Failure {
  if (!isRouteErrorResponse(error)) return isOffline(error) ? { cause: "offline" } : { cause: "failed", reference: null };
  if (error.status === 404) return { cause: "gone" };
  return error.status < 500 ? { cause: "refused" } : { cause: "failed", reference: referenceIn(error.data) };
}

/** The failure that stands for an answer; null for an answer. */
export function failureIn(answer: unknown): Failure | null {
  return typeof answer === "object" && answer !== null && "failure" in answer ? (answer as Failed).failure : null;
}

/** Every browser rejects `fetch` with a TypeError of its own words when no answer comes; a TypeError can also be a mistake of ours. */
function isOffline(error: unknown): boolean {
  if (typeof window !== "undefined" && !navigator.onLine) return true;
  return error instanceof TypeError && /fetch|network|load failed/i.test(error.message);
}

function referenceIn(data: unknown): string | null {
  return typeof data === "object" && data !== null && "reference" in data && typeof data.reference === "string"
    ? data.reference
    : null;
}
