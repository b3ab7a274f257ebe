import "@remote-dom/core/polyfill";

import { createRemoteElement, RemoteEvent, RemoteRootElement } from "@remote-dom/core/elements";
import type { RemoteConnection } from "@remote-dom/core";

import { elementsFor, type ElementKind } from "./elements.ts";
import { fetchFor, givenBy } from "./given.ts";
import { withNumbers, type ToPage, type ToWorker } from "./messages.ts";
import { createPage } from "./page-of-worker.ts";

/** Runs an extension in this worker. @param extension what its module exports @param appUrl of the app that it is an extension of */
export function run(extension: () => unknown, appUrl: string): void {
  const listeners: ((detail: unknown) => unknown)[] = [];
  const page = createPage((message: ToPage) => postMessage(message));
  // By its name: its constructor does not know the document.
  customElements.define("remote-root", RemoteRootElement);
  const root = document.createElement("remote-root");
  if (!(root instanceof RemoteRootElement)) throw new Error("The root of Remote DOM is not defined");
  Object.defineProperty(document, "body", { value: root });
  root.connect(connectionTo(page.say, listeners));

  addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
    switch (data.kind) {
      case "begin":
        Object.assign(globalThis, { shopify: givenBy(data, page), fetch: fetchFor(data.target, appUrl, page) });
        defineElements(elementsFor(data.target));
        void Promise.resolve()
          .then(extension)
          .catch((error: unknown) => page.say({ kind: "failed", error: String(error) }));
        break;
      case "call":
        listeners[data.listener]?.(data.detail);
        break;
      case "answer":
        page.answered(data);
        break;
      case "changed":
        page.changed(data.given);
        break;
    }
  });
}

function connectionTo(say: (message: ToPage) => void, listeners: ((detail: unknown) => unknown)[]): RemoteConnection {
  const numberOf = (listener: (detail: unknown) => unknown) => {
    const known = listeners.indexOf(listener);
    return known === -1 ? listeners.push(listener) - 1 : known;
  };
  const mutate = (records: unknown) => say({ kind: "mutate", records: withNumbers(records, numberOf) });
  return {
    mutate,
    call: () => {
      throw new Error("No method of an element is used here");
    },
  };
}

function defineElements(elements: Record<string, ElementKind>): void {
  for (const [name, { properties, events }] of Object.entries(elements)) {
    const element = createRemoteElement({
      properties: Object.fromEntries(Object.entries(properties).map(([property, type]) => [property, { type: types[type] }])),
      events: Object.fromEntries(events.map((event) => [event, { dispatchEvent: heard(event) }])),
    });
    customElements.define(name, element);
  }
}

const types = { string: String, number: Number, boolean: Boolean } as const;

/** A field's value is there before anybody hears that it has changed. */
function heard(name: string) {
  return function dispatchEvent(this: unknown, detail: unknown) {
    if (typeof detail === "object" && detail !== null && "value" in detail)
      Object.assign(this as object, { value: detail.value });
    return new RemoteEvent(name, { detail });
  };
}
