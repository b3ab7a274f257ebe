import { nameOnCertificate } from "../../actions/shopper/taking-part/take-module.server.ts";
import { db } from "../../db.server.ts";
import { dayText } from "../../i18n/shopper/dates.ts";
import { fillIn, shopperSays, voiceOf } from "../../i18n/shopper/say.ts";
import type { Pass } from "../../learning/answers/attempts.server.ts";
import { handleSchema } from "../../learning/content/terms.ts";
import { readShown } from "../../learning/shown/for-shoppers.server.ts";
import { moduleWords } from "../../learning/shown/words.ts";
import { oneLine } from "../../messages/content/text.ts";
import { textIn } from "../../program/rules/texts.ts";
import { readForm } from "../../shops/proxy/proxy-visit.server.ts";
import { plain, themePage } from "../answer.ts";
import { refused, said } from "../page-visit.server.ts";
import { visitorWithinRate } from "../visitor.server.ts";
import { askedFor, isKey, keyOf, LONGEST_FORM, mayAnswer, mayLook, type Asked } from "./ask.server.ts";

const LONGEST_NAME = 80;
/** Only the certificate is printed, wherever the theme puts it. */
const STYLE = `
.reprise-certificate{padding:clamp(1.5rem,6vw,3rem);margin-block-end:1.5rem;border:3px double currentcolor;text-align:center}
.reprise-certificate h1{margin-block:0 1.5rem}
.reprise-certificate__name,.reprise-certificate__module{font-size:1.5em;font-weight:600;margin-block:.5rem}
@media print{body *{visibility:hidden}.reprise-certificate,.reprise-certificate *{visibility:visible}.reprise-certificate{position:absolute;inset:0 0 auto}}
`;

/** The certificate of a module that was passed, for who has passed it. */
export async function showCertificate(request: Request, handle: string, now: Date): Promise<Response> {
  const wanted = new URL(request.url).searchParams.get("l");
  return askedFor(request, { handle, wanted, now }, async (asked) => {
    const { shop, customerId } = asked;
    const isFine = customerId === null ? visitorWithinRate(shop, request, now) : mayLook(`${shop.shopId}:${customerId}`, now);
    return isFine ? show(asked, now, null) : refused(asked, "too-many", 429);
  });
}

/** How they want to be called on it; empty: by no name. */
export async function takeName(request: Request, handle: string, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const form = await readForm(request, LONGEST_FORM);
  return askedFor(request, { handle, wanted: form?.get("l") ?? null, now }, async (asked) => {
    const { shop, customerId, locale } = asked;
    if (form === null) return refused(asked, "unreadable", 422);
    if (customerId === null) return show(asked, now, null, 403);
    if (!isKey(form.get("key"), asked, customerId, "name")) return refused(asked, "unreadable", 422);
    if (!mayAnswer(`${shop.shopId}:${customerId}`, now)) return refused(asked, "too-many", 429);
    const name = oneLine((form.get("name") ?? "").toWellFormed().normalize("NFC"));
    if (name.length > LONGEST_NAME) return show(asked, now, moduleWords[locale].nameWrong, 422);
    const shown = await readShown(db(), shop, handle, customerId, now);
    if (shown !== null) await nameOnCertificate(shop, { moduleId: shown.moduleId, customerId, name: name === "" ? null : name });
    return show(asked, now, null);
  });
}

async function show(asked: Asked, now: Date, problem: string | null, status = 200): Promise<Response> {
  const { shop, customerId, locale, handle } = asked;
  const words = moduleWords[locale];
  const isHandle = handleSchema.safeParse(handle).success;
  const shown = customerId === null || !isHandle ? null : await readShown(db(), shop, handle, customerId, now);
  if (customerId === null || shown?.pass == null) return said(asked, customerId === null ? words.logInText : words.closed, 404);
  const title = textIn(shown.terms.title, locale, shop.primaryLocale);
  const says = shopperSays(voiceOf(shop, locale));
  return themePage(
    locale,
    `<style>${STYLE}</style>
${certificate(asked, shown.pass, title)}
<p>${plain(words.print)}</p>
${nameForm(asked, customerId, shown.pass, problem)}
<p class="reprise-answer__links"><a href="../${plain(handle)}?l=${locale}">${plain(words.toModule)}</a>
<a href="{{ routes.account_url }}">${plain(says.toAccount)}</a></p>`,
    status,
  );
}

function certificate({ shop, locale }: Asked, { name, passedAt }: Pass, title: string): string {
  const words = moduleWords[locale];
  const date = dayText(passedAt, shop.timeZone, locale);
  return `<div class="reprise-certificate">
<h1>${plain(words.certificateTitle)}</h1>
${name === null ? "" : `<p class="reprise-certificate__name">${plain(name)}</p>\n<p>${plain(words.certifies)}</p>`}
<p class="reprise-certificate__module">${plain(title)}</p>
<p>${plain(fillIn(words.completed, { date }))}</p>
<p>${plain(shop.name)}</p>
</div>`;
}

function nameForm(asked: Asked, customerId: bigint, { name }: Pass, problem: string | null): string {
  const words = moduleWords[asked.locale];
  const wrong = problem === null ? "" : ` aria-invalid="true" aria-describedby="reprise-certificate-problem"`;
  return `<form class="reprise-answer__form" method="post">
<input type="hidden" name="l" value="${asked.locale}">
<input type="hidden" name="key" value="${plain(keyOf(asked, customerId, "name"))}">
<label for="reprise-certificate-name">${plain(words.name)}</label>
<input id="reprise-certificate-name" name="name" maxlength="${LONGEST_NAME}" autocomplete="name" value="${plain(name ?? "")}"${wrong}>
${problem === null ? "" : `<p id="reprise-certificate-problem" role="alert">${plain(problem)}</p>`}
<p><small>${plain(words.nameHint)}</small></p>
<button class="reprise-answer__main" type="submit">${plain(words.saveName)}</button>
</form>`;
}
