import express, { type Request, type Response, Router } from "express";

import { type Locale, localeOf } from "../shell/locale.ts";
import type { Message } from "./message.ts";
import { mailboxPage, type View } from "./page.ts";
import { mailTexts } from "./texts.ts";

export type MailboxSource = { messages: () => readonly Message[]; clear: () => void; appUrl: string | undefined };

const PER_PAGE = 25;
const VIEWS: readonly View[] = ["design", "dark", "phone", "text", "headers", "source"];

/** The web mailbox: `/mailbox` for people, `/mailbox.json` for programs, `/mailbox/<id>.eml` for the source. */
export function mailboxRouter(source: MailboxSource): Router {
  const router = Router();
  const find = (request: Request) => source.messages().find(({ id }) => id === request.params["id"]);

  router.get("/mailbox.json", (request, response) => {
    const wanted = matching(source.messages(), text(request, "q"));
    const to = text(request, "to").toLowerCase();
    const chosen =
      to === "" ? wanted : wanted.filter(({ recipients }) => recipients.some((address) => address.toLowerCase() === to));
    const limit = Math.min(Math.max(Number.parseInt(text(request, "limit"), 10) || 100, 1), 1000);
    response.json({ count: chosen.length, messages: chosen.slice(0, limit) });
  });

  router.get("/mailbox", (request, response) => show(request, response, undefined));

  router.get("/mailbox/:id.eml", (request, response) => {
    const message = find(request);
    if (message === undefined) return void response.status(404).type("text/plain").send("No such message");
    response.type("message/rfc822").attachment(`${message.id}.eml`).send(message.raw);
  });

  router.get("/mailbox/:id/html", (request, response) => {
    const message = find(request);
    if (message?.html == null) return void response.status(404).type("text/plain").send("No such message");
    // What a mail contains is nobody's to trust: no script runs, and it is an origin of its own.
    response.setHeader(
      "Content-Security-Policy",
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'; font-src http: https: data:",
    );
    const shown = inScheme(message.html, text(request, "scheme") === "dark");
    response.type("text/html").send(`<base target="_blank">${shown}`);
  });

  router.get("/mailbox/:id", (request, response) => {
    const message = find(request);
    show(request, response.status(message === undefined ? 404 : 200), message ?? null);
  });

  router.post("/mailbox/:id/unsubscribe", (request, response, next) => {
    const message = find(request);
    const back = (outcome: string) => {
      response.redirect(303, `/mailbox/${request.params["id"]}?outcome=${outcome}`);
    };
    if (message === undefined || !canUnsubscribe(message, source.appUrl)) back("refused");
    else unsubscribe(message).then(back, next);
  });

  router.post("/mailbox/clear", express.urlencoded({ extended: false }), (_request, response) => {
    source.clear();
    response.redirect(303, "/mailbox");
  });

  function show(request: Request, response: Response, open: Message | null | undefined): void {
    const locale: Locale = localeOf(request);
    const query = text(request, "q");
    const found = matching(source.messages(), query);
    const pages = Math.max(1, Math.ceil(found.length / PER_PAGE));
    const page = Math.min(Math.max(Number.parseInt(text(request, "page"), 10) || 1, 1), pages);
    const view = VIEWS.find((candidate) => candidate === text(request, "view"));
    response.type("text/html").send(
      mailboxPage({
        locale,
        texts: mailTexts[locale],
        messages: found.slice((page - 1) * PER_PAGE, page * PER_PAGE),
        total: found.length,
        all: source.messages().length,
        newest: source.messages()[0]?.id ?? "",
        query,
        page,
        pages,
        open,
        view: view ?? (open?.html === null ? "text" : "design"),
        unsubscribable: open != null && canUnsubscribe(open, source.appUrl),
        outcome: text(request, "outcome"),
      }),
    );
  }

  return router;
}

/** The one-click request of RFC 8058; the answer's status, or "unreachable". */
async function unsubscribe(message: Message): Promise<string> {
  try {
    const answer = await fetch(message.listUnsubscribe ?? "", {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Mozilla/5.0 (sandbox mailbox)" },
      body: "List-Unsubscribe=One-Click",
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    });
    return String(answer.status);
  } catch {
    return "unreachable";
  }
}

/** As a light or a dark mail program shows it, whatever this machine likes. */
function inScheme(html: string, dark: boolean): string {
  return html.replaceAll(/@media\s*\(\s*prefers-color-scheme:\s*dark\s*\)/g, dark ? "@media all" : "@media not all");
}

function canUnsubscribe(message: Message, appUrl: string | undefined): boolean {
  if (!message.oneClick || message.listUnsubscribe === null || appUrl === undefined) return false;
  return URL.canParse(message.listUnsubscribe) && new URL(message.listUnsubscribe).origin === new URL(appUrl).origin;
}

function matching(messages: readonly Message[], query: string): readonly Message[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return messages;
  return messages.filter((message) => {
    const haystack = [...message.recipients, message.to, message.subject].join(" ").toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

function text(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === "string" ? value.slice(0, 200) : "";
}
