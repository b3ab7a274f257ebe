import { fillIn, shopperSays, type Voice } from "../i18n/shopper/say.ts";
import type { ShopperRefusal } from "../i18n/shopper/shopper-words.ts";
import { plain } from "../lib/plain.ts";

export { plain } from "../lib/plain.ts";

/** What a shopper is told after a form through the app proxy. */
export type ShopperAnswer = {
  ok: boolean;
  message: string;
  /** A code to show, and whether it is one for the cart. */
  code?: string;
  applies?: boolean;
  /** An address to send on. */
  link?: string;
  note?: string;
  /** The balance afterwards, as the shopper's language writes it. */
  available?: string;
  /** The same as a number, for what it can pay. */
  balance?: number;
  /** Nobody is logged in. */
  loggedOut?: boolean;
  /** The page shows what is no longer so. */
  outdated?: boolean;
  /** What the form said: nothing is done before the shopper has said yes, and the same fields with `sure` come back. */
  question?: Readonly<Record<string, string>>;
};

export function refusal(voice: Voice, reason: ShopperRefusal, values: Record<string, string> = {}): ShopperAnswer {
  const message = fillIn(shopperSays(voice).refusals[reason], values);
  return {
    ok: false,
    message,
    ...(reason === "logged-out" ? { loggedOut: true } : {}),
    ...(reason === "changed" || reason === "unspendable-credit" || reason === "paused" ? { outdated: true } : {}),
  };
}

/** Whether one of the theme's scripts asks, which has asked the shopper before. */
export function wantsJson(request: Request): boolean {
  return (request.headers.get("accept") ?? "").includes("application/json");
}

/** As JSON for a script, else as a page of the theme: Shopify renders `application/liquid` inside the shop's layout. */
export function answerTo(request: Request, voice: Voice, answer: ShopperAnswer): Response {
  const json = wantsJson(request);
  return new Response(json ? JSON.stringify(answer) : answerPage(voice, answer), {
    headers: {
      "Content-Type": json ? "application/json" : "application/liquid",
      "Cache-Control": "private, no-store",
      Vary: "Accept",
    },
  });
}

/** A page inside the shop's layout. @param body HTML, in which whatever comes from outside is `plain` */
export function themePage(locale: string, body: string, status = 200): Response {
  return new Response(`<style>${STYLE}</style>\n<div class="reprise-answer" lang="${locale}">\n${body}\n</div>`, {
    status,
    headers: { "Content-Type": "application/liquid", "Cache-Control": "private, no-store", Vary: "Accept" },
  });
}

/** What there is to say where there is no page: of what is over, or not for its reader. */
export function wordPage(title: string, text: string, back: string): string {
  return `<h1>${plain(title)}</h1>
<p role="status">${plain(text)}</p>
<p class="reprise-answer__links"><a href="{{ routes.root_url }}">${plain(back)}</a></p>`;
}

const STYLE = `
.reprise-answer{box-sizing:border-box;max-width:40rem;margin-inline:auto;padding:clamp(2rem,6vw,4rem) 1.25rem;font:inherit;color:inherit;overflow-wrap:anywhere}
.reprise-answer__code{display:inline-block;padding:.6em .9em;border:1px dashed currentcolor;border-radius:8px;font-size:1.25em;font-weight:600;letter-spacing:.04em;user-select:all}
.reprise-answer__form{display:grid;gap:.5rem;margin-block:1.5rem}
.reprise-answer__form input{box-sizing:border-box;width:100%;padding:.7em .8em;border:1px solid currentcolor;border-radius:8px;font:inherit;color:inherit;background:none}
.reprise-answer__form :is(textarea,select){box-sizing:border-box;width:100%;padding:.7em .8em;border:1px solid currentcolor;border-radius:8px;font:inherit;color:inherit;background:none}
.reprise-answer__tick{display:flex;gap:.75em;align-items:start}
.reprise-answer__form .reprise-answer__tick input{width:auto;margin-block:.35em 0}
.reprise-answer__form button{justify-self:start}
.reprise-answer table{width:100%;border-collapse:collapse}
.reprise-answer :is(th,td){padding:.5em .75em .5em 0;border-bottom:1px solid currentcolor;text-align:start;vertical-align:top}
.reprise-answer__offer{font-size:1.25em}
.reprise-answer__trap{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.reprise-answer__links{display:flex;flex-wrap:wrap;gap:.75rem 1.5rem;align-items:center}
.reprise-answer__links a{display:inline-block;padding-block:.6em;color:inherit}
.reprise-answer .reprise-answer__main{padding:.7em 1.3em;border:1px solid currentcolor;border-radius:8px;font:inherit;font-weight:600;color:inherit;background:none;text-decoration:none;cursor:pointer}
`;

/** Liquid of the theme. Whatever comes from outside is text in it, never markup and never Liquid. */
function answerPage(voice: Voice, { ok, message, code, applies, link, note, loggedOut, question }: ShopperAnswer): string {
  const words = shopperSays(voice);
  if (question !== undefined) return questionPage(voice, message, question);
  const links = [
    ...(code !== undefined && applies === true
      ? [
          `<a class="reprise-answer__main" href="/discount/${plain(encodeURIComponent(code))}?redirect={{ routes.cart_url | url_encode }}">${plain(words.apply)}</a>`,
        ]
      : []),
    ...(loggedOut === true
      ? [
          `<a class="reprise-answer__main" href="{{ routes.storefront_login_url | default: routes.account_login_url }}">${plain(words.logIn)}</a>`,
        ]
      : [`<a href="{{ routes.account_url }}">${plain(words.toAccount)}</a>`]),
    `<a href="{{ routes.root_url }}">${plain(words.back)}</a>`,
  ];
  return `<style>${STYLE}</style>
<div class="reprise-answer" lang="${voice.locale}">
<h1>${plain(ok ? words.title : words.refused)}</h1>
<p role="status">${plain(message)}</p>
${code === undefined ? "" : `<p>${plain(words.codeLabel)}: <code class="reprise-answer__code" translate="no">${plain(code)}</code></p>`}
${link === undefined ? "" : `<p><code class="reprise-answer__code" translate="no">${plain(link)}</code></p>`}
${note === undefined ? "" : `<p>${plain(note)}</p>`}
<p class="reprise-answer__links">${links.join("\n")}</p>
</div>`;
}

/** Asks before anything is done, by a form that posts to the address of this very page. */
function questionPage(voice: Voice, message: string, fields: Readonly<Record<string, string>>): string {
  const words = shopperSays(voice);
  const { locale } = voice;
  const hidden = Object.entries({ ...fields, locale, sure: "1" }).map(
    ([name, value]) => `<input type="hidden" name="${plain(name)}" value="${plain(value)}">`,
  );
  return `<style>${STYLE}</style>
<div class="reprise-answer" lang="${locale}">
<h1>${plain(words.title)}</h1>
<p>${plain(message)}</p>
<form class="reprise-answer__links" method="post">
${hidden.join("\n")}
<button class="reprise-answer__main" type="submit">${plain(words.confirm)}</button>
<a href="{{ routes.root_url }}">${plain(words.cancel)}</a>
</form>
</div>`;
}
