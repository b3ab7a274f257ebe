import { make, texts } from "./data.js";

let last = 0;

/** A dialog of the shell; resolves with the value of the button pressed, or null when it is closed. */
export function showDialog({ title, body, buttons, wide = false }) {
  last += 1;
  const id = `dialog-${last}`;
  return new Promise((resolve) => {
    const heading = make("h2", { id, textContent: title });
    const close = make("button", { type: "button", className: "close", textContent: "×" });
    close.setAttribute("aria-label", texts.close);
    const footer = make("footer");
    const dialog = make(
      "dialog",
      { className: wide ? "wide" : "" },
      make("header", {}, heading, close),
      make("div", { className: "content" }, body),
      footer,
    );
    dialog.setAttribute("aria-labelledby", id);
    const end = (value) => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    for (const { label, value, className = "" } of buttons) {
      const button = make("button", { type: "button", className, textContent: label });
      button.addEventListener("click", () => end(typeof value === "function" ? value() : value));
      footer.append(button);
    }
    close.addEventListener("click", () => end(null));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      end(null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Asks; true when the merchant agrees. */
export async function confirm({ title, text, yes, no }) {
  const buttons = [
    { label: no, value: false },
    { label: yes, value: true, className: "critical" },
  ];
  return (await showDialog({ title, body: make("p", { textContent: text }), buttons })) === true;
}
