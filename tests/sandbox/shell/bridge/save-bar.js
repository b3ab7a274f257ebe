// The contextual save bar: ui-save-bar, forms with data-save-bar, and shopify.saveBar. The shell shows one bar at a time.
((bridge) => {
  const visible = new Map();
  let lastForm = 0;

  const isOn = (node, name) => node.hasAttribute(name) && node.getAttribute(name) !== "false";
  const show = (key, state, press) => {
    visible.set(key, { press });
    bridge.tell("saveBar", { key, visible: true, ...state });
  };
  const hide = (key) => {
    if (visible.delete(key)) bridge.tell("saveBar", { key, visible: false });
  };
  bridge.on("saveBar:press", ({ key, button }) => visible.get(key)?.press(button));

  let lastBar = 0;
  customElements.define(
    "ui-save-bar",
    class SaveBar extends HTMLElement {
      #key = null;
      get showing() {
        return this.#key !== null;
      }
      get discardConfirmation() {
        return isOn(this, "discardConfirmation");
      }
      set discardConfirmation(value) {
        this.toggleAttribute("discardConfirmation", value);
      }
      disconnectedCallback() {
        void this.hide();
      }
      #button(name) {
        return this.querySelector(name === "save" ? 'button[variant="primary"]' : 'button:not([variant="primary"])');
      }
      #describe() {
        const state = (button) => ({ disabled: button?.disabled === true, loading: button !== null && isOn(button, "loading") });
        const [save, discard] = [state(this.#button("save")), state(this.#button("discard"))];
        return { save, discard, discardConfirmation: this.discardConfirmation };
      }
      async show() {
        if (this.showing) return;
        lastBar += 1;
        const key = (this.#key = `bar-${lastBar}`);
        const tellShell = () => show(key, this.#describe(), (name) => this.#button(name)?.click());
        tellShell();
        this.observer = bridge.watch(this, () => this.#key === key && tellShell());
        this.dispatchEvent(new CustomEvent("show"));
      }
      async hide() {
        if (!this.showing) return;
        this.observer?.disconnect();
        hide(this.#key);
        this.#key = null;
        this.dispatchEvent(new CustomEvent("hide"));
      }
      async toggle() {
        await (this.showing ? this.hide() : this.show());
      }
    },
  );

  const barOf = (id) => {
    const bar = document.getElementById(id);
    if (bar?.localName !== "ui-save-bar") throw new Error(`There is no ui-save-bar with the id ${id}`);
    return bar;
  };
  bridge.saveBar = {
    show: async (id) => barOf(id).show(),
    hide: async (id) => barOf(id).hide(),
    toggle: async (id) => barOf(id).toggle(),
    // Stays open for ever when the merchant stays, as documented: it resolves only when leaving is all right.
    leaveConfirmation: async () => {
      if (visible.size > 0 && !(await bridge.ask("leave"))) await new Promise(() => undefined);
    },
  };

  /** Forms with data-save-bar: key in the shell, and the values at which nothing is unsaved. */
  const forms = new WeakMap();
  const values = (form) =>
    JSON.stringify(
      [...form.elements].map((field) => {
        if (field.type === "checkbox" || field.type === "radio") return field.checked;
        return field.multiple && field.options ? [...field.selectedOptions].map(({ value }) => value) : field.value;
      }),
    );
  const known = (form) => {
    if (!forms.has(form)) {
      lastForm += 1;
      forms.set(form, { key: `form-${lastForm}`, clean: values(form) });
    }
    return forms.get(form);
  };
  const formOf = (event) => {
    const field = event.composedPath()[0];
    return field instanceof Element ? field.closest("form[data-save-bar]") : null;
  };
  const settle = (form) => {
    const { key } = known(form);
    hide(key);
    setTimeout(() => (known(form).clean = values(form)));
  };
  const check = (form) => {
    const { key, clean } = known(form);
    if (!form.isConnected || values(form) === clean) return hide(key);
    const state = { save: {}, discard: {}, discardConfirmation: form.hasAttribute("data-discard-confirmation") };
    show(key, state, (button) => (button === "save" ? form.requestSubmit() : form.reset()));
  };

  // Before anything is typed, the values as they are counted as saved.
  for (const type of ["focusin", "pointerdown", "keydown"]) {
    document.addEventListener(
      type,
      (event) => {
        const form = formOf(event);
        if (form !== null) known(form);
      },
      true,
    );
  }
  for (const type of ["input", "change"]) {
    document.addEventListener(type, (event) => {
      const form = formOf(event);
      // After the page's own listeners, which may write values themselves.
      if (form !== null) setTimeout(() => check(form));
    });
  }
  for (const type of ["submit", "reset"]) {
    document.addEventListener(type, (event) => {
      const form = formOf(event);
      if (form !== null) settle(form);
    });
  }
  new MutationObserver(() => {
    for (const key of [...visible.keys()]) {
      if (key.startsWith("form-")) {
        const still = [...document.querySelectorAll("form[data-save-bar]")].some((form) => forms.get(form)?.key === key);
        if (!still) hide(key);
      }
    }
  }).observe(document, { subtree: true, childList: true });
})(window.standInAppBridge);
