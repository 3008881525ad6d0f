// Guards ds-suggestion (1.22.0): Enter on unfinished text must not choose an empty value, and a
// multiple choice must not leave the chosen value in the typing field.
addEventListener("comboboxbeforeselect", (event) => {
  const value = event.detail && event.detail.getAttribute("value");
  if (!value && !event.target.hasAttribute("data-creatable") && !event.detail.isConnected) event.preventDefault();
}, true);
addEventListener("comboboxafterselect", (event) => {
  const suggestion = event.target;
  if (!suggestion.multiple) return;
  setTimeout(() => {
    const field = suggestion.control;
    field.value = "";
    field.dispatchEvent(new CustomEvent("comboboxprogrammaticinput", { bubbles: true }));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}, true);
