// The contextual save bar at the top of the admin.
import { texts } from "./data.js";
import { confirm } from "./dialogs.js";

export function saveBar(tell) {
  const bar = document.getElementById("save-bar");
  const buttons = { save: bar.querySelector('[data-button="save"]'), discard: bar.querySelector('[data-button="discard"]') };
  const shown = new Map();
  const current = () => [...shown.values()].at(-1);

  const render = () => {
    const state = current();
    bar.hidden = state === undefined;
    document.body.classList.toggle("unsaved", state !== undefined);
    if (state === undefined) return;
    for (const [name, button] of Object.entries(buttons)) {
      const { disabled = false, loading = false } = state[name] ?? {};
      button.disabled = disabled || loading;
      if (loading) button.setAttribute("aria-busy", "true");
      else button.removeAttribute("aria-busy");
    }
  };
  const discardAsked = async () => {
    const { key, discardConfirmation } = current() ?? {};
    const question = { title: texts.discardTitle, text: texts.discardText, yes: texts.discardChanges, no: texts.keepEditing };
    if (discardConfirmation && !(await confirm(question))) return;
    tell("saveBar:press", { key, button: "discard" });
  };
  buttons.save.addEventListener("click", () => tell("saveBar:press", { key: current()?.key, button: "save" }));
  buttons.discard.addEventListener("click", () => void discardAsked());

  return {
    visible: () => shown.size > 0,
    update: (state) => {
      if (state.visible) shown.set(state.key, state);
      else shown.delete(state.key);
      render();
    },
    /** True when nothing is unsaved, or when the merchant agrees to lose it. */
    mayLeave: async () => {
      if (shown.size === 0) return true;
      const leave = await confirm({ title: texts.leaveTitle, text: texts.leaveText, yes: texts.leavePage, no: texts.stay });
      if (leave) {
        shown.clear();
        render();
      }
      return leave;
    },
  };
}
