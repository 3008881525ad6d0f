// The palette (Ctrl+K): search, go to, do. It offers the page's links and its one act, and presses
// them, so it can do nothing that the page cannot. What is searched for is posted, and only when
// asked: looking people up at every key would put on record looks that nobody meant.
(() => {
  const dialog = document.getElementById("palett");
  if (!dialog) return;
  const form = dialog.querySelector("form"), field = dialog.querySelector("[role=combobox]");
  const list = dialog.querySelector("[role=listbox]"), tally = dialog.querySelector("[data-tally]");
  const words = dialog.dataset;
  let choices = [], shown = [], active = 0, before = null;

  const plain = (text) => text.toLocaleLowerCase("nb").replace(/\s+/g, " ").trim();
  const label = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const within = (element) => element.closest("[popover]") || element.checkVisibility();

  // What the page offers: its acts first, then the case's menu and the main menu.
  const offered = () => {
    const found = [];
    const add = (selector, group) => {
      for (const element of document.querySelectorAll(selector)) {
        if (!label(element) || element.hidden || element.closest("dialog") || !within(element)) continue;
        if (found.some((one) => one.element === element)) continue;
        const keys = element.getAttribute("aria-keyshortcuts") || (element.matches("[data-primary]") ? "Control+Enter" : "");
        found.push({ element, group, keys, label: label(element), href: element.getAttribute("href") || "" });
      }
    };
    // Of buttons only the page's own act: another sends off what a word or two does not tell of.
    add(".app-main :is(a.ds-button, button.ds-button[data-primary]:not(:disabled))", "do");
    add(".app-new, .app-person [data-hotkey], .app-main [data-hotkey]", "do");
    add(".app-subnav a[href], .app-main .app-tabs a[href], .app-menu a[href], .app-tools a.app-tool", "go");
    add("#bruker a[href]:not([data-opens=palett])", "go");
    add("#bruker button", "do");
    // The same link twice is one; words on different buttons say too little to press one of them.
    const same = (a, b) => a.label === b.label && a.href && a.href === b.href;
    const unclear = (a, b) => a.label === b.label && a.group === b.group && !same(a, b);
    return found.filter((one, i) => !found.slice(0, i).some((other) => same(one, other))
      && !found.some((other) => other !== one && unclear(one, other)));
  };

  const caps = (keys) => {
    const holder = document.createElement("span");
    holder.className = "app-palette-keys";
    holder.setAttribute("aria-hidden", "true");
    for (const key of keys.replace("Control", "Ctrl").split("+")) {
      holder.append(Object.assign(document.createElement("kbd"), { textContent: key }), " ");
    }
    return holder;
  };
  const option = (choice, number) => {
    const row = document.createElement("div");
    row.id = `palett-${number}`;
    row.className = "app-palette-option";
    row.setAttribute("role", "option");
    row.append(Object.assign(document.createElement("span"), { textContent: choice.label }));
    if (choice.keys) {
      row.setAttribute("aria-keyshortcuts", choice.keys);
      row.append(caps(choice.keys));
    }
    row.addEventListener("click", () => press(choice));
    return row;
  };
  const mark = () => {
    [...list.querySelectorAll("[role=option]")].forEach((row, number) => {
      row.setAttribute("aria-selected", String(number === active));
      if (number === active) row.scrollIntoView({ block: "nearest" });
    });
    if (shown[active]) field.setAttribute("aria-activedescendant", `palett-${active}`);
    else field.removeAttribute("aria-activedescendant");
  };
  const show = () => {
    const text = field.value.trim(), parts = plain(text).split(" ");
    const matches = choices.filter((one) => parts.every((part) => plain(one.label).includes(part)));
    const starts = (one) => (plain(one.label).startsWith(parts[0]) ? 0 : 1);
    const find = text && form.getAttribute("action") ? [{ group: "search", label: words.search.replace("TEKST", () => text), keys: "" }] : [];
    const rest = ["do", "go"].flatMap((group) => matches.filter((one) => one.group === group).sort((a, b) => starts(a) - starts(b)));
    shown = /\d/.test(text) ? [...find, ...rest] : [...rest, ...find];
    active = text ? 0 : -1; // Enter alone does nothing: no act without its words or an arrow
    list.replaceChildren();
    let group = null;
    shown.forEach((choice, number) => {
      if (!group || group.dataset.group !== choice.group) {
        group = document.createElement("div");
        group.dataset.group = choice.group;
        group.setAttribute("role", "group");
        group.setAttribute("aria-label", words[choice.group === "search" ? "find" : choice.group]);
        list.append(group);
      }
      group.append(option(choice, number));
    });
    field.setAttribute("aria-expanded", String(shown.length > 0));
    tally.textContent = shown.length ? "" : words.none;
    mark();
  };
  const press = (choice) => {
    if (choice.group === "search") { form.requestSubmit(); return; }
    dialog.close();
    choice.element.click();
  };

  const keys = {
    ArrowDown: () => { active = (active + 1) % shown.length; },
    ArrowUp: () => { active = (Math.max(active, 0) + shown.length - 1) % shown.length; },
    Enter: () => press(shown[active]),
  };
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
    event.preventDefault();
    if (!shown.length || (event.key === "Enter" && !shown[active])) return;
    keys[event.key]();
    if (dialog.open) mark();
  });
  field.addEventListener("input", show);
  addEventListener("click", (event) => {
    if (!event.target.closest || !event.target.closest("[data-opens=palett]")) return;
    const popup = document.activeElement.closest("[popover]");
    before = popup ? document.querySelector(`[popovertarget="${popup.id}"]`) : document.activeElement;
    choices = offered();
    field.value = "";
    show();
  }, true);
  // Focus goes back where it was; from a menu, which is shut by then, to what opens it.
  dialog.addEventListener("close", () => before && before.focus());
})();
