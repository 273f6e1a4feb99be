"use strict";
// Tables are sorted by a press on a head and filtered by what is typed above them; what is unknown stays last.
for (const table of document.querySelectorAll("table.rows")) {
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, at) => head.querySelector("button").addEventListener("click", () => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    heads.forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const key = row => row.cells[at].dataset.sort, number = "number" in head.dataset;
    const order = (a, b) => number ? Number(a) - Number(b) : a.localeCompare(b);
    const known = [...body.rows].filter(row => key(row) !== undefined), unknown = [...body.rows].filter(row => key(row) === undefined);
    known.sort((a, b) => (up ? 1 : -1) * order(key(a), key(b)));
    body.append(...known, ...unknown);
  }));
  const part = table.closest("section"), field = part.querySelector("input"), count = part.querySelector("output");
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase();
    let shown = 0;
    for (const row of body.rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = wanted ? `${shown} of ${body.rows.length} rows` : "";
  });
}
