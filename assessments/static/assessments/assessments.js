// Kartlegging: how many are scored, and a note where much has changed. Innstilling: quotes. Print.
(() => {
  const counted = document.querySelector("[data-scored]");
  const count = () => {
    if (!counted) return;
    const rows = document.querySelectorAll("[data-score]");
    const scored = [...rows].filter((row) => row.querySelector(":checked")).length;
    counted.textContent = counted.dataset.scored.replace("ANTALL", scored).replace("ALLE", rows.length);
  };
  const ask = (row) => {
    const now = row.querySelector("input:checked"), last = row.querySelector("[data-previous] input");
    const notice = row.querySelector("[data-ask]"), note = row.querySelector("[data-note]");
    const much = now && last && now.value !== "9" && last.value !== "9" && Math.abs(now.value - last.value) >= 2;
    const silent = !row.querySelector("textarea").value.trim();
    notice.hidden = !(much && silent);
    if (much && silent) note.open = true;
  };
  addEventListener("change", (event) => {
    const row = event.target.closest && event.target.closest("[data-row]");
    if (row) { count(); ask(row); }
  });
  count();
  document.querySelectorAll("[data-row]").forEach(ask);

  const insert = document.querySelector("[data-quote-insert]");
  if (insert) {
    const basis = document.querySelector("[data-quotes]");
    let field = null;
    addEventListener("focusin", (event) => { if (event.target.matches("form[data-draft] textarea")) field = event.target; });
    insert.hidden = document.querySelector("[data-quote-help]").hidden = !document.querySelector("form[data-draft]");
    insert.addEventListener("mousedown", (event) => event.preventDefault()); // keeps what is marked
    insert.addEventListener("click", () => {
      const marked = getSelection();
      const text = marked.toString().trim().replace(/^[«»\s]+|[«»\s]+$/g, "");
      const into = field || document.getElementById("id_professional_assessment");
      if (!text || !into || !basis.contains(marked.anchorNode)) return;
      into.setRangeText(`«${text}»`, into.selectionStart, into.selectionEnd, "end");
      into.dispatchEvent(new Event("input", { bubbles: true }));
      into.focus();
    });
  }
  // «Mangler»: what is written since the page came is missing no more.
  const missing = document.querySelector(".as-missing");
  const written = (link) => {
    const field = document.getElementById(link.hash.slice(1));
    return Boolean(field && field.name && field.value.trim());
  };
  if (missing) addEventListener("input", () => {
    const rows = [...missing.querySelectorAll("li")];
    rows.forEach((row) => { row.hidden = written(row.querySelector("a")); });
    missing.hidden = rows.every((row) => row.hidden);
  });
  const print = document.querySelector("[data-print]");
  if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }
})();
