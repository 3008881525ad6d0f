// «Skriv ut saken»: a button that opens the browser's own printing. Without it the menu does.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
