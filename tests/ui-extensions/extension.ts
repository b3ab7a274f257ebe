import { getExtension } from "@shopify/ui-extensions-tester";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, vi } from "vitest";

/** What an extension asked the app. @param path behind the address, without what is asked for in it */
export type Asked = { method: string; path: string; query: URLSearchParams; body: unknown; token: string | null };

/** No answer comes: the connection is lost. */
export const LOST = Symbol("lost");
/** A refusal that says nothing else. */
export class Refused {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

type Target = Parameters<typeof getExtension>[0];

/** Where each extension lies; Shopify's tester reads from its settings which module a target is. */
const FOLDERS = {
  account: "extensions/reprise-account",
  admin: "extensions/reprise-admin",
  pos: "extensions/reprise-pos",
} as const;

/**
 * An extension in Shopify's own tester: its module as it is, in a document, with Shopify's stand-ins for what it is given. Texts are their keys there, numbers
 * and money bare.
 */
export function useExtension<T extends Target>(surface: keyof typeof FOLDERS, target: T) {
  const extension = getExtension(target, { configSearchDir: FOLDERS[surface] });
  const answers = new Map<string, unknown[]>();
  const asked: Asked[] = [];
  beforeEach(() => {
    answers.clear();
    asked.length = 0;
    vi.stubEnv("APP_URL", "https://app.example.com");
    extension.setUp();
    extension.fetch = (input, init = {}) => {
      const url = new URL(input instanceof Request ? input.url : input, "https://app.example.com");
      const method = init.method ?? "GET";
      const token = new Headers(init.headers).get("authorization");
      asked.push({ method, path: url.pathname, query: url.searchParams, body: bodyOf(init.body), token });
      const queue = answers.get(`${method} ${url.pathname}`) ?? [LOST];
      // What was said last is said again.
      const said = queue.length > 1 ? queue.shift() : queue[0];
      if (said === LOST) return Promise.reject(new TypeError("Failed to fetch"));
      return Promise.resolve(said instanceof Refused ? Response.json({}, { status: said.status }) : Response.json(said));
    };
  });
  afterEach(() => {
    // Its own way to do so looks for Preact where it cannot be found.
    render(null, document.body);
    extension.tearDown();
    vi.unstubAllEnvs();
  });
  return {
    extension,
    asked,
    /** What the app says to a request, one after the other, the last ever again: a body, `LOST` or `Refused`. */
    answer: (request: string, ...says: unknown[]) => answers.set(request, says),
    /** What was sent, without what was only read. */
    sent: () => asked.filter(({ method }) => method !== "GET").map(({ path, body }) => ({ path, body })),
  };
}

function bodyOf(body: RequestInit["body"]): unknown {
  return typeof body === "string" ? (JSON.parse(body) as unknown) : null;
}

/** Gives an extension what Shopify gives only now and then, which its stand-ins do not have and refuse to be asked for. */
export function besides(shopify: object, name: string, value: unknown): void {
  Object.defineProperty(shopify, name, { value, configurable: true });
}

/** A value that does not change while the extension runs. */
export function steady<Value>(value: Value) {
  return { value, current: value, subscribe: () => () => undefined, destroy: () => Promise.resolve() };
}

/** Waits until the extension shows a text. */
export async function untilShown(text: string): Promise<void> {
  await vi.waitFor(() => expect(shown()).toContain(text));
}

/** All that is to be read: texts, and what Shopify's elements write out of their attributes. */
export function shown(): string {
  const written = ["heading", "subheading", "label", "error", "text"];
  const attributes = [...document.body.querySelectorAll("*")].flatMap((element) =>
    written.flatMap((name) => said(element, name)),
  );
  return [document.body.textContent, ...attributes].join("\n");
}

/** Preact sets what an element knows as its property, everything else as an attribute. */
function said(element: Element, name: string): string[] {
  const value = element.getAttribute(name) ?? (element as unknown as Record<string, unknown>)[name];
  return typeof value === "string" && value !== "" ? [value] : [];
}

/** What can be pressed or filled in, by the text on it. @throws when it is not there */
export function control(kind: string, text: string): HTMLElement {
  const found = [...document.body.querySelectorAll<HTMLElement>(kind)].find(
    (element) => element.textContent.trim() === text || said(element, "label").includes(text),
  );
  if (found === undefined) throw new Error(`No ${kind} "${text}" in: ${document.body.innerHTML}`);
  return found;
}

/** Does something as somebody would, and lets the extension draw anew before the next. */
function happen(element: HTMLElement, event: string): void {
  void act(() => void element.dispatchEvent(new Event(event, { bubbles: true })));
}

export function press(text: string, kind = "s-button"): void {
  happen(control(kind, text), "click");
}

export function type(kind: string, label: string, value: string): void {
  const field = control(kind, label);
  Object.assign(field, { value });
  happen(field, "input");
}

export function tick(label: string): void {
  happen(control("s-checkbox", label), "change");
}

export function choose(label: string, value: string): void {
  const field = control("s-select", label);
  Object.assign(field, { value });
  happen(field, "change");
}
