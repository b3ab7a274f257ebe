import { DOMRemoteReceiver } from "@remote-dom/core/receivers";

import { elementsFor } from "./elements.ts";
import { withFunctions, type Given, type ToPage, type ToWorker } from "./messages.ts";
import { defineViews } from "./view.ts";

/** Shows the extension of each place that the page has for one: `<div data-extension="…" data-texts="…" data-ask="…">`. */
defineViews();
for (const place of document.querySelectorAll<HTMLElement>("[data-extension]")) show(place);

function show(place: HTMLElement): void {
  const { extension = "", locale = "en", target = "", texts = "{}", given = "{}", ask = "" } = place.dataset;
  const worker = new Worker(extension);
  const say = (message: ToWorker) => worker.postMessage(message);
  const elements = Object.fromEntries(
    Object.entries(elementsFor(target)).map(([name, { properties, events }]) => [
      name,
      {
        properties: Object.fromEntries(Object.entries(properties).map(([property, type]) => [property, { type }])),
        events: Object.fromEntries(events.map((event) => [event, {}])),
      },
    ]),
  );
  const receiver = new DOMRemoteReceiver({ root: place, elements });
  worker.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
    if (data.kind === "mutate") {
      const call = (listener: number, detail: unknown) => say({ kind: "call", listener, detail: plainly(detail) });
      receiver.connection.mutate(withFunctions(data.records, call) as Parameters<typeof receiver.connection.mutate>[0]);
    } else if (data.kind === "ask") void answer(ask, data, say);
    else console.error(`The extension failed: ${data.error}`);
  });
  // The connection is the browser's own.
  for (const [event, internetConnected] of [
    ["online", "Connected"],
    ["offline", "Disconnected"],
  ] as const)
    addEventListener(event, () => say({ kind: "changed", given: { connectivity: { internetConnected } } }));
  worker.addEventListener("error", ({ message }) => console.error(`The extension failed: ${message}`));
  say({
    ...{ kind: "begin", locale, target },
    ...{ texts: JSON.parse(texts) as Record<string, string>, given: JSON.parse(given) as Given },
  });
}

/** Details of the browser's own events stay here. */
function plainly(detail: unknown): unknown {
  return typeof detail === "object" ? detail : undefined;
}

/** What Shopify's side answers: a value, an error, another page to go to, or what has changed on this one. */
export type Answered = { value?: unknown; error?: string; go?: string; given?: Given };

async function answer(
  base: string,
  { question, name, about }: Extract<ToPage, { kind: "ask" }>,
  say: (message: ToWorker) => void,
): Promise<void> {
  const answered = await askShopify(`${base}/${name}`, about);
  if (answered.go !== undefined) location.assign(answered.go);
  if (answered.given !== undefined) say({ kind: "changed", given: answered.given });
  say({ kind: "answer", question, value: answered.value, error: answered.error ?? null });
}

async function askShopify(address: string, about: unknown): Promise<Answered> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify({ about }) }).catch(() => null);
  return response?.ok === true ? ((await response.json()) as Answered) : { error: "Shopify has refused it" };
}
