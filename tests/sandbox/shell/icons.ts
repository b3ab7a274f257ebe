import { type Html, raw } from "./html.ts";

/** Line drawings of the navigation, drawn for this stand-in on a 20 × 20 grid. */
const PATHS = {
  home: "M3 9.5 10 3l7 6.5M5 8.5V16h10V8.5M8.5 16v-4h3v4",
  orders: "M4 4h12v12H4zM4 12h3.5l1 1.5h3l1-1.5H16M7.5 7h5",
  products: "M9.5 3.5H16V10l-6.8 6.5-6-6zM13 7h.01",
  customers: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.5c.6-2.9 2.9-4.5 6-4.5s5.400 1.600 6 4.500",
  apps: "M4 4h5v5H4zM11.500 4h4.500v5h-4.500zM4 11.500h5V16H4zM13.750 11.500v4.500M11.500 13.750H16",
  menu: "M3 5.500h14M3 10h14M3 14.500h14",
  search: "M9 14.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11zM13 13l4 4",
  sandbox: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4l2.500 1.800",
  close: "M5 5l10 10M15 5 5 15",
  storefront: "M3.500 8.500 5 4h10l1.500 4.500M3.500 8.500h13M4.500 8.500V16h11V8.500M8 16v-4h4v4",
  mailbox: "M3 5h14v10H3zM3 5.500l7 5.500 7-5.500",
  unsaved: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6.500v4.500M10 13.500h.01",
  back: "M16 10H4M9 5l-5 5 5 5",
};

export function icon(name: keyof typeof PATHS): Html {
  return raw(
    `<svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="${PATHS[name]}"/></svg>`,
  );
}

/** The app's own mark: a returning arrow. */
export const appIcon: Html = raw(
  '<svg class="app-icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><rect width="20" height="20" rx="5" fill="#6b2fa3"/><path d="M6 8.500h5.500a2.750 2.750 0 0 1 0 5.500H8M6 8.500 8.500 6M6 8.500 8.500 11" fill="none" stroke="#fff" stroke-width="1.600" stroke-linecap="round" stroke-linejoin="round"/></svg>',
);
