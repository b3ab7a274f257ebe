// Toasts at the bottom: a polite live region that is always there, so that screen readers hear what appears in it.
import { make, texts } from "./data.js";

const MOST = 3;

export function toasts(tell) {
  const region = document.getElementById("toasts");
  const shown = new Map();

  const hide = (id, dismissed = false) => {
    const toast = shown.get(id);
    if (toast === undefined) return;
    shown.delete(id);
    clearTimeout(toast.timer);
    toast.element.remove();
    tell("toast:gone", { id, dismissed });
  };
  const show = ({ id, message, duration, isError, action }) => {
    while (shown.size >= MOST) hide(shown.keys().next().value);
    const element = make("div", { className: isError ? "toast error" : "toast" }, make("span", { textContent: message }));
    if (action) {
      const button = make("button", { type: "button", textContent: action });
      button.addEventListener("click", () => {
        tell("toast:action", { id });
        hide(id);
      });
      element.append(button);
    }
    const close = make("button", { type: "button", className: "close", textContent: "×" });
    close.setAttribute("aria-label", texts.dismiss);
    close.addEventListener("click", () => hide(id, true));
    element.append(close);
    region.append(element);
    shown.set(id, { element, timer: setTimeout(() => hide(id), duration) });
  };
  return { show, hide };
}
