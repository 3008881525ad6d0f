// «Ny søknad»: the answer to «Vet personen om søknaden?» presets what is registered, and the
// summary line says what stands in the fields below it. Everything works without it.
(() => {
  const preset = (form) => {
    const knows = form.querySelector('[name="person_knows"]:checked');
    const kind = knows && form.querySelector(`[name="form"][value="${knows.value === "True" ? "APPLICATION" : "MESSAGE"}"]`);
    if (kind) kind.checked = true;
  };
  const again = (form) => {
    const haste = form.querySelector("[data-haste]"), by = form.querySelector("[data-by]");
    if (haste) haste.textContent = form.elements.urgent.checked ? "Haster" : "Ikke haster";
    if (by) by.textContent = JSON.parse(by.dataset.by)[form.elements.channel.value] || "";
  };
  addEventListener("change", (event) => {
    const form = event.target.closest(".app-ny");
    if (!form) return;
    if (event.target.name === "person_knows") preset(form);
    if (["urgent", "channel"].includes(event.target.name)) again(form);
  });
})();
