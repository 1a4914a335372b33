// What the pages gain where scripts run; without it everything still reads and decides.
"use strict";
// The list narrows while one types, without diacritics too.
const folded = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
for (const field of document.querySelectorAll("input[data-loc]")) {
  const rows = Array.from(document.querySelectorAll("tr[data-ten]"), (row) => [row, folded(row.dataset.ten)]);
  field.addEventListener("input", () => {
    const sought = folded(field.value.trim());
    for (const [row, name] of rows) row.hidden = !name.includes(sought);
  });
}
// A choice in a filter is taken at once.
for (const choice of document.querySelectorAll("form.filter select")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}
