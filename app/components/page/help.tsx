import { Banner } from "@shopify/polaris";
import { useSyncExternalStore, type ReactNode } from "react";

const CLOSED = "closed";
const listeners = new Set<() => void>();

/** Help that is read once: whoever closes it does not see it again in this browser. @param props.name its own among all help */
export function Help({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  const key = `reprise-help-${name}`;
  const closed = useSyncExternalStore(
    subscribe,
    () => isClosed(key),
    // The server cannot know, and what comes is less in the way than what goes.
    () => true,
  );
  if (closed) return null;
  return (
    <Banner tone="info" title={title} onDismiss={() => close(key)}>
      {children}
    </Banner>
  );
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
