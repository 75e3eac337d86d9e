// A field above each long table shows the rows that hold every word that is typed. Without JavaScript the tables are whole.
"use strict";

function filterField(table, rows) {
  const field = document.createElement("input");
  field.type = "search";
  field.className = "table-filter";
  field.placeholder = `Filter ${rows.length} rows`;
  field.setAttribute("aria-label", field.placeholder);
  // The keys of the book's search and pages are letters here.
  field.addEventListener("keydown", (event) => event.stopPropagation());
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
  const place = table.closest(".table-wrapper") ?? table;
  place.before(field);
}

document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("main table")) {
    const rows = [...table.querySelectorAll("tbody tr")];
    if (rows.length > 20) {
      filterField(table, rows);
    }
  }
});
