// Keyboard: chords on links (data-hotkey), search, help, send, and digits in score rows.
// One switch in the profile turns all of it off: <html data-hotkeys="off">; what the map promises
// stands in tildeling/keys.py.
(() => {
  const off = () => document.documentElement.dataset.hotkeys === "off";
  const writing = (target) => target.closest && target.closest("input:not([type=radio],[type=checkbox]),textarea,select,[contenteditable]");

  const send = (event) => {
    const form = event.target.closest && event.target.closest("form");
    const button = form && form.querySelector("[data-primary]");
    if (!button) return false;
    form.requestSubmit(button);
    return true;
  };
  const chord = (event) => {
    const key = "alt+" + event.code.slice(3).toLowerCase();
    const found = document.querySelector(`[data-hotkey="${key}"]:not([hidden])`);
    if (found) found.click();
    return Boolean(found);
  };
  const search = () => {
    const field = document.getElementById("sok");
    if (field) field.focus();
    return Boolean(field);
  };
  const help = () => {
    const dialog = document.getElementById("snarveier");
    if (dialog && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  };
  const score = (event, row) => {
    const choice = row.querySelector(`input[value="${event.key}"]`);
    if (!choice) return false;
    choice.click();
    const rows = [...document.querySelectorAll("[data-score]")];
    const next = rows[rows.indexOf(row) + 1];
    const goal = next ? next.querySelector("input:checked") || next.querySelector("input") : document.querySelector("[data-primary]");
    if (goal) goal.focus();
    return true;
  };

  const palette = (open) => {
    if (open) { if (open.id === "palett") open.close(); return open.id === "palett"; }
    const link = document.querySelector("[data-opens=palett]");
    if (link) link.click();
    return Boolean(link);
  };
  // The next or previous row of the list; Enter opens it, as it opens any link.
  const step = (by) => {
    const rows = [...document.querySelectorAll("main tr[data-clickdelegatefor]")].filter((row) => row.checkVisibility());
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const goal = here < 0 ? (by > 0 ? rows[0] : rows[rows.length - 1]) : rows[here + by];
    if (goal) document.getElementById(goal.dataset.clickdelegatefor).focus();
    return rows.length > 0;
  };

  const act = (event) => {
    if (off() || event.isComposing) return false;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
    const open = document.querySelector("dialog[open]");
    if (event.code === "KeyK" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) return palette(open);
    if (open) return false;
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code.startsWith("Key")) return chord(event);
    if (event.key === "F1") return help();
    if (event.altKey || event.ctrlKey || event.metaKey || writing(event.target)) return false;
    const { singleKeys, listKeys } = document.documentElement.dataset;
    if (singleKeys !== "off" && event.key === "/") return search();
    if (singleKeys !== "off" && event.key === "?") return help();
    if (listKeys === "on" && /^[jk]$/i.test(event.key)) return step(event.key.toLowerCase() === "j" ? 1 : -1);
    const row = event.target.closest && event.target.closest("[data-score]");
    return row && /^[1-59]$/.test(event.key) ? score(event, row) : false;
  };
  addEventListener("keydown", (event) => { if (act(event)) event.preventDefault(); });
})();
