import express, { Router } from "express";

import { html } from "../shell/html.ts";
import { localeOf } from "../shell/locale.ts";
import { receiverTexts } from "./texts.ts";
import { judge, type Verdict } from "./verify.ts";

export type Arrival = { id: string; verdict: Verdict; at: Date; times: number; body: string };

const PATH = "/receiver";
const MOST_KEPT = 500;

/**
 * A system of the shop's that is told what happens: `POST /receiver` takes outgoing webhooks, `/receiver` shows people what came, `/receiver.json` programs. It
 * remembers nothing beyond the process.
 * @param origin where it is
 */
export function receiverRouter(origin: string, now: () => Date): Router {
  const router = Router();
  const secrets: string[] = [];
  const arrivals = new Map<string, Arrival>();
  let answer = 200;

  router.post(PATH, express.raw({ type: () => true, limit: "1mb" }), (request, response, next) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const [id, timestamp, signature] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => request.get(name));
    judge({ id, timestamp, signature, body }, secrets, now()).then((verdict) => {
      const name = id ?? "";
      const times = (arrivals.get(name)?.times ?? 0) + 1;
      arrivals.set(name, { id: name, verdict, at: now(), times, body: body.toString("utf8") });
      if (arrivals.size > MOST_KEPT) arrivals.delete([...arrivals.keys()][0] ?? "");
      response.status(verdict === "genuine" ? answer : 401).end();
    }, next);
  });

  router.post(`${PATH}/settings`, express.urlencoded({ extended: false }), (request, response) => {
    const { secret, status } = request.body as { secret?: string; status?: string };
    if (secret?.startsWith("whsec_") === true && !secrets.includes(secret.trim())) secrets.push(secret.trim());
    if (/^[2-5]\d\d$/.test(status ?? "")) answer = Number(status);
    response.redirect(303, PATH);
  });

  router.get(`${PATH}.json`, (_request, response) => response.json({ arrivals: [...arrivals.values()] }));

  router.get(PATH, (request, response) => {
    const locale = localeOf(request);
    const texts = receiverTexts[locale];
    const page = html`<!doctype html>
      <html lang="${locale}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${texts.title}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/shell/shell.css" />
        </head>
        <body>
          <main class="page">
            <h1>${texts.title}</h1>
            <p>${texts.hint}</p>
            <p>${texts.address}: <code>${origin}${PATH}</code></p>
            <form method="post" action="${PATH}/settings">
              <label>${texts.secret} <input name="secret" autocomplete="off" /></label> <button>${texts.add}</button>
              <span>${secrets.length} ${texts.secrets}</span>
            </form>
            <form method="post" action="${PATH}/settings">
              <label>${texts.answer} <input name="status" value="${answer}" inputmode="numeric" size="4" /></label>
              <button>${texts.set}</button>
            </form>
            ${arrivals.size === 0 && html`<p>${texts.none}</p>`}
            ${[...arrivals.values()].reverse().map(
              ({ id, verdict, at, times, body }) =>
                html`<section class="card">
                  <h2>${id}</h2>
                  <p>${texts.verdicts[verdict]} · ${at.toISOString()} · ${times} ${texts.times}</p>
                  <pre style="white-space: pre-wrap; overflow-wrap: anywhere">${body}</pre>
                </section>`,
            )}
          </main>
        </body>
      </html>`;
    response.type("text/html").send(page.markup);
  });

  return router;
}
