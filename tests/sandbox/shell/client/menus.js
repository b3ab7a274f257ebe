// The drawer of narrow windows, and skipping time.
import { texts } from "./data.js";

export function connectMenus() {
  connectDrawer();
  for (const button of document.querySelectorAll("[data-skip]"))
    button.addEventListener("click", () => void skip(Number(button.dataset.skip)));
}

function connectDrawer() {
  const drawer = document.getElementById("navigation");
  const backdrop = document.querySelector(".backdrop");
  const toggle = document.querySelector(".drawer-toggle");
  const set = (open) => {
    drawer.classList.toggle("open", open);
    backdrop.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    if (open) drawer.querySelector(".drawer-close").focus();
    else if (drawer.contains(document.activeElement)) toggle.focus();
  };
  toggle.addEventListener("click", () => set(true));
  drawer.querySelector(".drawer-close").addEventListener("click", () => set(false));
  backdrop.addEventListener("click", () => set(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && drawer.classList.contains("open") && set(false));
  drawer.addEventListener("click", (event) => event.target.closest("#app-nav a") !== null && set(false));
}

async function skip(days) {
  const state = document.querySelector(".skip-state");
  const buttons = document.querySelectorAll("[data-skip]");
  for (const button of buttons) button.disabled = true;
  state.textContent = texts.skipping.replace("{days}", days);
  try {
    const answer = await fetch("/control/clock", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ advanceDays: days }),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${(await answer.text()).slice(0, 200)}`);
    location.reload();
  } catch (error) {
    state.textContent = texts.skipFailed.replace("{reason}", error.message);
    for (const button of buttons) button.disabled = false;
  }
}
