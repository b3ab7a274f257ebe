import type { Brought, PixelEvent, Privacy, ToManager, ToPixel } from "./messages.ts";

type Published = [name: string, customData: unknown];
const analytics = (window as unknown as { Shopify: { analytics: { replayQueue: Published[]; publish: unknown } } }).Shopify
  .analytics;
const brought = JSON.parse(document.getElementById("pixel-host")?.textContent ?? "null") as Brought;

const cookie = (name: string) =>
  document.cookie
    .split("; ")
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
const setCookie = (name: string, value: string) => (document.cookie = `${name}=${value}; path=/; SameSite=Lax`);

function privacy(): Privacy {
  const given = cookie(brought.cookies.consent) === "yes";
  return {
    ...{ analyticsProcessingAllowed: given, marketingAllowed: given },
    ...{ preferencesProcessingAllowed: given, saleOfDataAllowed: given },
  };
}

function mayRun({ analyticsProcessingAllowed, marketingAllowed, preferencesProcessingAllowed }: Privacy): boolean {
  const { needs } = brought.pixel;
  return (
    (!needs.analytics || analyticsProcessingAllowed) &&
    (!needs.marketing || marketingAllowed) &&
    (!needs.preferences || preferencesProcessingAllowed)
  );
}

const context = {
  document: { location: { href: location.href, pathname: location.pathname, search: location.search }, title: document.title },
  navigator: { language: navigator.language, userAgent: navigator.userAgent },
  window: { innerWidth, innerHeight },
};

let seq = 0;
const events: PixelEvent[] = [];
let pixel: { post: (message: ToPixel) => void } | null = null;

function publish(event: Pick<PixelEvent, "name" | "type" | "data" | "customData">): void {
  const whole = {
    ...{ ...event, id: `sh-${crypto.randomUUID()}`, clientId: "00000000-0000-4000-8000-000000000000", seq: (seq += 1) },
    ...{ timestamp: new Date().toISOString(), context },
  };
  events.push(whole);
  pixel?.post({ kind: "event", event: whole });
}

/** A worker in a frame that has no origin: what it asks of the browser, the page does for it. */
function start(): void {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.hidden = true;
  frame.title = "Web pixel";
  frame.src = "/pixel-host/frame.html";
  const post = (message: ToPixel) => frame.contentWindow?.postMessage(message, "*");
  addEventListener("message", ({ source, data }: MessageEvent<ToManager>) => {
    if (source !== frame.contentWindow) return;
    if (data.kind === "ready") {
      post({ kind: "begin", settings: brought.pixel.settings, init: { ...brought.init, context, customerPrivacy: privacy() } });
      pixel = { post };
      for (const event of events) post({ kind: "event", event });
    } else {
      const store = data.store === "localStorage" ? localStorage : sessionStorage;
      const [key = "", value = ""] = data.args;
      if (data.act === "setItem") store.setItem(key, value);
      if (data.act === "removeItem") store.removeItem(key);
      post({ kind: "answer", question: data.question, value: data.act === "getItem" ? store.getItem(key) : undefined });
    }
  });
  document.body.append(frame);
}

/** Stands for Shopify's cookie banner. */
function bar(): HTMLElement {
  const { text, accept, decline } = brought.words;
  const section = document.createElement("section");
  section.className = "consent";
  section.setAttribute("aria-label", text);
  const said = document.createElement("p");
  said.textContent = text;
  section.append(said);
  for (const [label, answer] of [
    [accept, "yes"],
    [decline, "no"],
  ] as const) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => collect(answer));
    section.append(button);
  }
  return section;
}

function collect(answer: "yes" | "no"): void {
  setCookie(brought.cookies.consent, answer);
  const now = privacy();
  if (pixel !== null) pixel.post({ kind: "privacy", customerPrivacy: now });
  else if (mayRun(now)) start();
}

for (const { name, data } of brought.events) publish({ name, type: "standard", data });
for (const [name, customData] of analytics.replayQueue) publish({ name, type: "custom", customData });
analytics.publish = (name: string, customData: unknown) => publish({ name, type: "custom", customData });
document.body.append(bar());
if (mayRun(privacy())) start();
