import { Banner } from "@shopify/polaris";
import { useSyncExternalStore, type ReactNode } from "react";

const CLOSED = "closed";
const listeners = new Set<() => void>();

type Props = { name: string; title?: string; tone?: "info" | "warning"; children: ReactNode };

/** Help that is read once: whoever closes it does not see it again in this browser. @param props.name its own among all help */
export function Help({ name, title, tone = "info", children }: Props) {
  const { closed, close } = useClosed(name);
  if (closed) return null;
  return (
    <Banner tone={tone} {...(title === undefined ? {} : { title })} onDismiss={close}>
      {children}
    </Banner>
  );
}

/** Whether somebody has closed this for good in this browser. */
export function useClosed(name: string): { closed: boolean; close: () => void } {
  const key = `reprise-help-${name}`;
  const closed = useSyncExternalStore(
    subscribe,
    () => isClosed(key),
    // The server cannot know, and what comes is less in the way than what goes.
    () => true,
  );
  return { closed, close: () => close(key) };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where storage is forbidden, as it can be in frames, help is closed for as long as the page stands. */
const closedHere = new Set<string>();

function isClosed(key: string): boolean {
  try {
    return closedHere.has(key) || localStorage.getItem(key) === CLOSED;
  } catch {
    return closedHere.has(key);
  }
}

function close(key: string): void {
  closedHere.add(key);
  try {
    localStorage.setItem(key, CLOSED);
  } catch {
    // Then it comes back another day.
  }
  for (const listener of listeners) listener();
}
