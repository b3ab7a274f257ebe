import type { PixelEvent, ToManager, ToPixel } from "./messages.ts";

type Listener = (event: unknown) => void;

const say = (message: ToManager) => postMessage(message);
const listeners = new Map<string, Listener[]>();
const consentListeners = new Map<string, Listener[]>();
const questions: ((value: unknown) => void)[] = [];
let extend: ((api: object) => void) | null = null;

/** What Shopify's package registers with: https://www.npmjs.com/package/@shopify/web-pixels-extension */
Object.assign(globalThis, {
  shopify: {
    extend: (point: string, callback: (api: object) => void) => {
      if (point !== "WebPixel::Render") throw new Error(`No extension point ${point}`);
      extend = callback;
    },
  },
});

const subscribe = (to: Map<string, Listener[]>) => (name: string, listener: Listener) => {
  to.set(name, [...(to.get(name) ?? []), listener]);
  return () => to.delete(name);
};

const ask = (store: string, act: string, args: readonly string[]) =>
  new Promise((resolve) => {
    say({ kind: "ask", question: questions.push(resolve) - 1, store, act, args });
  });

const storage = (store: string) => ({
  getItem: (key: string) => ask(store, "getItem", [key]),
  setItem: (key: string, value: string) => ask(store, "setItem", [key, value]),
  removeItem: (key: string) => ask(store, "removeItem", [key]),
});

function tell({ name, type, ...event }: PixelEvent): void {
  const names = [name, "all_events", type === "custom" ? "all_custom_events" : "all_standard_events"];
  for (const listener of names.flatMap((one) => listeners.get(one) ?? [])) listener({ name, type, ...event });
}

addEventListener("message", ({ data }: MessageEvent<ToPixel>) => {
  switch (data.kind) {
    case "begin":
      extend?.({
        ...{ settings: data.settings, init: data.init, analytics: { subscribe: subscribe(listeners) } },
        browser: { sessionStorage: storage("sessionStorage"), localStorage: storage("localStorage") },
        customerPrivacy: { subscribe: subscribe(consentListeners) },
      });
      break;
    case "event":
      tell(data.event);
      break;
    case "privacy":
      for (const listener of consentListeners.get("visitorConsentCollected") ?? [])
        listener({ customerPrivacy: data.customerPrivacy });
      break;
    case "answer":
      questions[data.question]?.(data.value);
      break;
  }
});

// After the extension's module has been read, which follows this one.
queueMicrotask(() => say({ kind: "ready" }));
