// Asks the browser for a passkey and sends its answer with the form. Without it the form stays hidden.
(() => {
  const form = document.querySelector("form[data-passkey]");
  const key = window.PublicKeyCredential;
  if (!form || !key || !key.parseCreationOptionsFromJSON || !key.parseRequestOptionsFromJSON) return;
  form.hidden = false;
  form.querySelector("[data-ask]").addEventListener("click", async () => {
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      const options = JSON.parse(form.dataset.options);
      const answer =
        form.dataset.passkey === "make"
          ? await navigator.credentials.create({ publicKey: key.parseCreationOptionsFromJSON(options) })
          : await navigator.credentials.get({ publicKey: key.parseRequestOptionsFromJSON(options) });
      form.elements.credential.value = JSON.stringify(answer.toJSON());
      form.submit();
    } catch {
      failed.hidden = false; // stopped by whoever sits there, or there is no such key
    }
  });
})();
