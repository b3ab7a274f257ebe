import type { ClientActionFunctionArgs, ClientLoaderFunctionArgs, ShouldRevalidateFunctionArgs } from "@remix-run/react";

import { failureOf, type Failed } from "./failure.ts";

/**
 * Every route with an action exports this and `shouldRevalidate` (an architecture rule): what fails is answered to the form that posted it. Left alone, Remix would
 * show the route's ErrorBoundary in the place of the form, and what was typed would be gone.
 */
export function clientAction({ serverAction }: ClientActionFunctionArgs): Promise<unknown> {
  return answerOrFailure(() => serverAction());
}

/** What is asked of a resource changes nothing that the page has read. */
const QUESTION = /\.json(?:$|\?)/;

/**
 * After a failure the page's data is not read anew: without a connection that would fail too, and end the page. Remix leaves it be only where a
 * route says so. A conflict says that what the page shows is no longer so: it is read anew, which Remix does after no other error.
 */
export function shouldRevalidate({ actionStatus, formAction, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  if (formAction !== undefined && QUESTION.test(formAction)) return false;
  if (actionStatus === 409) return true;
  return actionStatus !== undefined && actionStatus >= 500 ? false : defaultShouldRevalidate;
}

/** As `clientAction`, for what a page asks for by itself once it stands. */
export function clientLoader({ serverLoader }: ClientLoaderFunctionArgs): Promise<unknown> {
  return answerOrFailure(() => serverLoader());
}

async function answerOrFailure(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    // A redirect, or a way to sign in again.
    if (error instanceof Response) throw error;
    return Response.json({ failure: failureOf(error) } satisfies Failed, { status: 503 });
  }
}
