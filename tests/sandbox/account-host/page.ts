import { DOMRemoteReceiver } from "@remote-dom/core/receivers";

import { ELEMENTS } from "./elements.ts";
import { withFunctions, type ToPage, type ToWorker } from "./messages.ts";
import { defineViews } from "./view.ts";

/** Shows the extension of each place that the page has for one: `<div data-extension="…" data-texts="…">`. */
defineViews();
for (const place of document.querySelectorAll<HTMLElement>("[data-extension]")) show(place);

function show(place: HTMLElement): void {
  const { extension = "", locale = "en", target = "", texts = "{}" } = place.dataset;
  const worker = new Worker(extension);
  const say = (message: ToWorker) => worker.postMessage(message);
  const elements = Object.fromEntries(
    Object.entries(ELEMENTS).map(([name, { properties, events }]) => [
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
    } else if (data.kind === "token") void answerToken(data.question, say);
    else console.error(`The extension failed: ${data.error}`);
  });
  worker.addEventListener("error", ({ message }) => console.error(`The extension failed: ${message}`));
  say({ kind: "begin", locale, target, texts: JSON.parse(texts) as Record<string, string> });
}

/** Details of the browser's own events stay here. */
function plainly(detail: unknown): unknown {
  return typeof detail === "object" ? detail : undefined;
}

async function answerToken(question: number, say: (message: ToWorker) => void): Promise<void> {
  const answer = await fetch("/hosted-account/session-token", { method: "POST" }).catch(() => null);
  const { token } = answer?.ok === true ? ((await answer.json()) as { token: string }) : { token: null };
  say({ kind: "token", question, token });
}
