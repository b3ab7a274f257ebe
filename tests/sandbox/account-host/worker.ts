import "@remote-dom/core/polyfill";

import { createRemoteElement, RemoteEvent, RemoteRootElement } from "@remote-dom/core/elements";
import type { RemoteConnection } from "@remote-dom/core";

import { ELEMENTS } from "./elements.ts";
import { withNumbers, type ToPage, type ToWorker } from "./messages.ts";

/** Runs an extension in this worker. @param extension what its module exports */
export function run(extension: () => unknown): void {
  const listeners: ((detail: unknown) => unknown)[] = [];
  const questions = new Map<number, (token: string | null) => void>();
  const say = (message: ToPage) => postMessage(message);
  defineElements();
  // By its name: its constructor does not know the document.
  const root = document.createElement("remote-root");
  if (!(root instanceof RemoteRootElement)) throw new Error("The root of Remote DOM is not defined");
  Object.defineProperty(document, "body", { value: root });
  root.connect(connectionTo(say, listeners));

  addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
    switch (data.kind) {
      case "begin":
        Object.assign(globalThis, { shopify: givenBy(data, say, questions) });
        void Promise.resolve()
          .then(extension)
          .catch((error: unknown) => say({ kind: "failed", error: String(error) }));
        break;
      case "call":
        listeners[data.listener]?.(data.detail);
        break;
      case "token":
        questions.get(data.question)?.(data.token);
        questions.delete(data.question);
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

function defineElements(): void {
  customElements.define("remote-root", RemoteRootElement);
  for (const [name, { properties, events }] of Object.entries(ELEMENTS)) {
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

/** The part of Shopify's API that stands here. */
function givenBy(
  { locale, texts, target }: Extract<ToWorker, { kind: "begin" }>,
  say: (message: ToPage) => void,
  questions: Map<number, (token: string | null) => void>,
) {
  let asked = 0;
  const language = { value: { isoCode: locale } };
  const get = () =>
    new Promise<string>((resolve, reject) => {
      const question = (asked += 1);
      questions.set(question, (token) => (token === null ? reject(new Error("Nobody is logged in")) : resolve(token)));
      say({ kind: "token", question });
    });
  return {
    extension: { target },
    localization: { language, extensionLanguage: language },
    sessionToken: { get },
    i18n: {
      translate: (key: string, values: Record<string, string | number> = {}) => translated(texts, key, values, locale),
      formatNumber: (value: number, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options).format(value),
      formatCurrency: (value: number, options?: Intl.NumberFormatOptions) =>
        new Intl.NumberFormat(locale, { style: "currency", ...options }).format(value),
      formatDate: (date: Date, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options).format(date),
    },
  };
}

function translated(texts: Record<string, string>, key: string, values: Record<string, string | number>, locale: string): string {
  const { count } = values;
  const form = typeof count === "number" ? new Intl.PluralRules(locale).select(count) : "other";
  const text = texts[key] ?? texts[`${key}.${form}`] ?? texts[`${key}.other`];
  if (text === undefined) throw new Error(`The extension has no text ${key}`);
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (place, name: string) => String(values[name] ?? place));
}
