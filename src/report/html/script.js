// Copying, filtering, unfolding: what the page cannot do by itself. Without it everything can still
// be read and unfolded. Owns no text; nothing is ever written as markup.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  for (const element of all(".script-only")) element.hidden = false;

  // Copying. Where the clipboard is not to be had, the text is selected for the reader's own keys.
  const said = byId("said");
  const select = (element) => {
    element.closest("details")?.setAttribute("open", "");
    element.hidden = false;
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };
  const tell = (button, text) => {
    const before = button.dataset.before ?? (button.dataset.before = button.textContent);
    button.textContent = said.textContent = text;
    clearTimeout(Number(button.dataset.timer));
    button.dataset.timer = setTimeout(() => {
      button.textContent = before;
      said.textContent = "";
    }, 2500);
  };
  for (const button of all("[data-copies]")) {
    button.addEventListener("click", async () => {
      const source = byId(button.dataset.copies);
      try {
        await navigator.clipboard.writeText(source.textContent);
        tell(button, said.dataset.copied);
      } catch {
        select(source);
        tell(button, said.dataset.selected);
      }
    });
  }

  // Filters: a row is shown where all of them let it.
  const form = byId("filters");
  if (!form) return;
  const rows = all("#rows > li").map((row) => ({ row, text: row.textContent.toLowerCase() }));
  const filter = () => {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = all("[name=verdict]:checked", form).map((box) => box.value);
    const step = byId("step").value;
    const required = byId("required").checked;
    let shown = 0;
    for (const { row, text } of rows) {
      const { verdict, steps, required: isRequired } = row.dataset;
      const fits =
        verdicts.includes(verdict) &&
        (!step || steps.split(" ").includes(step)) &&
        (!required || isRequired === "true") &&
        words.every((word) => text.includes(word));
      row.hidden = !fits;
      shown += Number(fits);
    }
    const status = byId("shown");
    const count = { shown, all: rows.length };
    status.textContent = status.dataset.text.replace(/\{(\w+)\}/g, (_, name) => count[name]);
    byId("none").hidden = shown > 0;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  for (const link of all("[data-step]")) {
    link.addEventListener("click", () => {
      byId("step").value = link.dataset.step;
      filter();
    });
  }
  const fold = (open) => () => {
    for (const { row } of rows) if (!row.hidden) row.firstElementChild.open = open;
  };
  byId("unfold").addEventListener("click", fold(true));
  byId("fold").addEventListener("click", fold(false));
  filter();
})();
