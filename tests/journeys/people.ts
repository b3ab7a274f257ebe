import type { Frame, Page } from "playwright-core";

import type { Sandbox } from "../support/sandbox.ts";

/** Opens a page of Reprise inside the merchant's admin and waits until it can be used. @returns the app's frame */
export async function openApp(page: Page, admin: string, path = "", locale = "en"): Promise<Frame> {
  const left = page.frame("app-iframe");
  if (left !== null) await untilUsable(left);
  await page.goto(`${admin}/apps/reprise/app${path}${path.includes("?") ? "&" : "?"}locale=${locale}`);
  const element = await page.waitForSelector("iframe");
  const frame = await element.contentFrame();
  if (frame === null) throw new Error("The app's frame is empty");
  await untilUsable(frame);
  return frame;
}

/** Waits until React listens on the page and nothing is being loaded; looked at twice, for what an effect asks for comes a little later. */
export async function untilUsable(frame: Frame): Promise<void> {
  await frame.waitForSelector("h1");
  await frame.waitForLoadState();
  await frame.waitForFunction(
    () => {
      type Loading = { state: string };
      type State = { navigation: Loading; revalidation: string; fetchers: Map<string, Loading> };
      const page = globalThis as { __remixRouter?: { state: State }; usableFor?: number };
      const heading = document.querySelector("h1");
      const state = page.__remixRouter?.state;
      const isUsable =
        heading !== null &&
        Object.keys(heading).some((key) => key.startsWith("__reactProps$")) &&
        state !== undefined &&
        [state.navigation, ...state.fetchers.values(), { state: state.revalidation }].every((each) => each.state === "idle");
      page.usableFor = isUsable ? (page.usableFor ?? 0) + 1 : 0;
      return page.usableFor > 2;
    },
    null,
    { polling: 50 },
  );
}

export type Points = { points_balance?: string; points_pending?: string };

export async function pointsInShopify(sandbox: Sandbox, email: string): Promise<Points> {
  const { app } = (await sandbox.control("GET", `/customers/${email}`)) as { app: Points };
  const { points_balance, points_pending } = app;
  return {
    ...(points_balance === undefined ? {} : { points_balance }),
    ...(points_pending === undefined ? {} : { points_pending }),
  };
}

export type Email = {
  subject: string;
  to?: unknown;
  text: string;
  html: string;
  listUnsubscribe: string | null;
  oneClick: boolean;
};

export async function emailsTo(sandbox: Sandbox, email: string): Promise<Email[]> {
  return ((await sandbox.control("GET", `/mailbox?to=${encodeURIComponent(email)}`)) as { messages: Email[] }).messages;
}

export async function untilIdle(sandbox: Sandbox): Promise<void> {
  await sandbox.control("POST", "/idle", { timeoutMs: 240_000 });
}
