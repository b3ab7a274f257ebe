import { expect, it, vi } from "vitest";

import { LateError } from "../../app/lib/patience.ts";
import { showBoard } from "../../app/storefront/draws/board.server.ts";
import { showDraw } from "../../app/storefront/draws/draw.server.ts";
import { showCertificate } from "../../app/storefront/learning/certificate.server.ts";
import { showModule } from "../../app/storefront/learning/module.server.ts";
import { showOffer } from "../../app/storefront/links/offer.server.ts";

const away = vi.hoisted(() => ({ error: new Error("") }));
vi.mock("../../app/storefront/visit.server.ts", () => ({ receiveVisit: () => Promise.reject(away.error) }));

const NOW = new Date("2026-03-02T12:00:00Z");
const request = () => new Request("https://app.example/proxy/page?l=de");
const pages: Record<string, () => Promise<Response>> = {
  leaderboard: () => showBoard(request(), NOW),
  draw: () => showDraw(request(), "spring", NOW),
  module: () => showModule(request(), "care", NOW),
  certificate: () => showCertificate(request(), "care", NOW),
  offer: () => showOffer(request(), "ABCD-EFGH", NOW),
};

it.each(Object.entries(pages))(
  "asks to come back to the %s when the database is too slow, in the shopper's language",
  async (_, open) => {
    away.error = new LateError("no answer within 8000 ms");
    const response = await open();
    expect(response.status).toBe(503);
    expect(response.headers.get("Cache-Control")).toContain("no-store");
    const html = await response.text();
    expect(html).toContain('lang="de"');
    expect(html).toMatch(/noch einmal|erneut/);
  },
);

it.each(Object.entries(pages))("hides no fault of ours on the %s", async (_, open) => {
  away.error = new TypeError("a fault of ours");
  await expect(open()).rejects.toThrow("a fault of ours");
});
