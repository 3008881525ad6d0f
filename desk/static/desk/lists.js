// Lists: Back comes to the row that was opened, and what is new is told; the list never moves by itself.
// What is remembered lies in the page's own entry in the browser's history: a mark, never a name.
(() => {
  const links = () => [...document.querySelectorAll("[data-rows] th[scope=row] a[id]")];

  addEventListener("click", (event) => {
    const row = event.target.closest("[data-rows] tbody tr");
    const link = row && row.querySelector("th[scope=row] a[id]");
    if (link) history.replaceState({ ...history.state, row: link.id, place: links().indexOf(link), y: scrollY }, "");
  }, true);

  // The row itself; where it is done and gone, the one that took its place.
  const back = (event) => {
    const came = event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    const { row, place, y } = history.state || {};
    if (!came || !row) return;
    const all = links();
    const link = all.find((one) => one.id === row) || all[Math.min(place, all.length - 1)];
    if (!link) return;
    scrollTo(0, y);
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "nearest" });
  };
  addEventListener("pageshow", back);

  const fresh = document.querySelector("[data-fresh]");
  if (!fresh) return;
  const EVERY = 60000;
  const known = new Set(fresh.dataset.marks.split(" "));
  const said = fresh.textContent;
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(fresh.dataset.fresh, { credentials: "same-origin", redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 403) return clearInterval(clock);
      if (!answer.ok) return;
      const found = (await answer.json()).marks.filter((mark) => !known.has(mark)).length;
      const text = found === 0 ? said : found === 1 ? fresh.dataset.one : fresh.dataset.many.replace("N", found);
      if (fresh.textContent !== text) fresh.textContent = text;
    } catch {
      // no network: asked again in a minute
    }
  };
  const clock = setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
