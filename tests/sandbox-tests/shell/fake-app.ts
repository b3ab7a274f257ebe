import express, { type Request, type Response, Router } from "express";

import type { Frame, Page } from "playwright-core";

import type { Identity } from "../../sandbox/identity.ts";

/** A tiny embedded app that uses every part of App Bridge that Reprise uses; it keeps what reached it. */
export type FakeApp = {
  documents: string[];
  requests: { path: string; authorization: string | undefined }[];
  router: FakeAppRouter;
};
type FakeAppRouter = (given: { identity: Identity; bridgeUrl: string }) => Router;

const OPEN = { label: "Open", href: "app:app" };
const ORDER_BLOCK = { headline: "5 points", lines: [], calculation: null, open: OPEN };
const CUSTOMER_BLOCK = {
  missing: "Nobody is known by that id.",
  figures: [],
  lines: [],
  segments: { label: "", names: [] },
  next: null,
  open: OPEN,
  adjust: null,
};

export function createFakeApp(): FakeApp {
  const documents: string[] = [];
  const requests: FakeApp["requests"] = [];
  const router: FakeAppRouter = ({ identity, bridgeUrl }) => {
    const app = Router();
    const script = `<script src="${bridgeUrl}" data-api-key="shell-test"></script>`;
    let refusals = 1;

    app.get("/auth/session-token", (_request, response) => response.type("html").send(script));
    app.use("/api", express.json(), (request: Request, response: Response) => {
      const authorization = request.get("authorization");
      requests.push({ path: request.path, authorization });
      const claims = identity.verifySessionToken(authorization?.replace(/^Bearer /, "") ?? "");
      if (claims === null) return void response.status(401).end();
      if (request.path === "/stale" && refusals > 0) {
        refusals -= 1;
        return void response.status(401).set("X-Shopify-Retry-Invalid-Session-Request", "1").end();
      }
      if (request.path === "/elsewhere") {
        return void response
          .status(401)
          .set("X-Shopify-API-Request-Failure-Reauthorize-Url", "https://admin.shopify.com/store/morgenrot/orders")
          .end();
      }
      response.json({ dest: claims.dest, sub: claims.sub, body: request.body as unknown });
    });
    // The blocks on the admin's own pages, which ask across origins.
    app.use("/admin/v1", (request, response) => {
      response.set({ "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Authorization, Content-Type" });
      response.json(request.path.startsWith("/orders/") ? ORDER_BLOCK : CUSTOMER_BLOCK);
    });
    app.get(["/", "/app", "/app/*"], (request, response) => {
      const query = new URL(request.url, "http://app").searchParams;
      // As authenticate.admin does: a document without a good token is sent to the bounce page.
      if (identity.verifySessionToken(query.get("id_token") ?? "") === null) {
        query.delete("id_token");
        query.set("shopify-reload", `${request.protocol}://${request.get("host")}${request.path}?${query.toString()}`);
        response.redirect(`/auth/session-token?${query.toString()}`);
        return;
      }
      documents.push(request.path);
      response.type("html").send(page(script, request.path));
    });
    return app;
  };
  return { documents, requests, router };
}

const page = (script: string, path: string) => `<!doctype html><html lang="en"><head><title>Fake app</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>${script}
<ui-nav-menu><a href="/app" rel="home">Home</a><a href="/app/customers">People</a><a href="/app/settings">Settings</a></ui-nav-menu>
<ui-title-bar title="Title of ${path.replace(/[^/\w]/g, "")}"><button variant="breadcrumb" onclick="did('breadcrumb')">Back</button>
<button variant="primary" onclick="did('primary')">Create</button></ui-title-bar>
<main><h1>Fake app</h1><p id="path">${path.replace(/[^/\w]/g, "")}</p><p id="did"></p>
<form id="plain" data-save-bar onsubmit="event.preventDefault(); did('submitted ' + this.nickname.value)"><label>Nickname <input name="nickname" value="Mo"></label>
<label><input type="checkbox" name="agree"> Agree</label></form>
<ui-save-bar id="bar" discardConfirmation><button variant="primary" onclick="did('saved')">Save</button><button onclick="did('discarded')">Discard</button></ui-save-bar>
<button id="open" onclick="shopify.modal.show('modal')">Open</button>
<ui-modal id="modal"><div><p>Inside the modal</p><label>Why <input name="why"></label></div><ui-title-bar title="Are you sure?"><button variant="primary" tone="critical" onclick="did('confirmed'); shopify.modal.hide('modal')">Yes</button>
<button onclick="shopify.modal.hide('modal')">No</button></ui-title-bar></ui-modal>
<p><a id="admin-link" style="display: inline-block; padding: 8px" href="shopify://admin/customers">Customers in the admin</a></p></main>
<script>
  function did(what) { document.getElementById("did").textContent = what; }
  if (${JSON.stringify(path)} !== "/app/plain-links") {
    addEventListener("shopify:navigate", (event) => {
      const href = event.target.getAttribute("href");
      history.pushState(null, "", href);
      document.getElementById("path").textContent = href;
    });
    addEventListener("popstate", () => { document.getElementById("path").textContent = location.pathname; });
  }
</script></body></html>`;

/** The app's frame in a page of the shell, once the app has shown itself. */
export async function appFrame(page: Page): Promise<Frame> {
  await page.frameLocator("#app-frame").locator("#path").waitFor();
  const frame = page.frame("app-iframe");
  if (frame === null) throw new Error("The app's frame is gone");
  return frame;
}

/** Runs an expression in the app's frame, where `shopify` is. */
export function inApp<Result>(frame: Frame, expression: string): Promise<Result> {
  return frame.evaluate<Result>(expression);
}
