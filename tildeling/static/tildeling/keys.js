// Keyboard: chords on links (data-hotkey), search, help, send, and digits in score rows.
// One switch in the profile turns all of it off: <html data-hotkeys="off">.
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

  const act = (event) => {
    if (off() || event.isComposing) return false;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code.startsWith("Key")) return chord(event);
    if (event.key === "F1") return help();
    if (event.altKey || event.ctrlKey || event.metaKey || writing(event.target)) return false;
    if (event.key === "/") return search();
    if (event.key === "?") return help();
    const row = event.target.closest && event.target.closest("[data-score]");
    return row && /^[1-59]$/.test(event.key) ? score(event, row) : false;
  };
  addEventListener("keydown", (event) => { if (act(event)) event.preventDefault(); });
})();
