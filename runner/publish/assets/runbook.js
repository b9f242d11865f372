// The front page's table sorted by its heads and filtered by text and state. Without it the table reads as well.
(() => {
  "use strict";

  const sortBy = (table, column, ascending) => {
    const value = (row) => {
      const cell = row.cells[column];
      return cell.dataset.rbValue === undefined ? cell.textContent.trim().toLowerCase() : Number(cell.dataset.rbValue);
    };
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (ascending ? 1 : -1));
    table.tBodies[0].append(...rows);
    [...table.tHead.rows[0].cells].forEach((head, index) => {
      if (index === column) head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
  };

  const makeSortable = (table) => {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "rb-sort";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sortBy(table, column, head.getAttribute("aria-sort") !== "ascending"));
      head.replaceChildren(button);
    });
  };

  const makeFilter = (table) => {
    const form = document.createElement("div");
    form.className = "rb-filter";
    const states = [...new Set([...table.tBodies[0].rows].map((row) => row.dataset.rbState))];
    const label = (text, control, id) => {
      const element = Object.assign(document.createElement("label"), { textContent: text, htmlFor: id });
      const pair = document.createElement("span");
      pair.append(element, Object.assign(control, { id }));
      form.append(pair);
      return control;
    };
    const text = label("Filter", Object.assign(document.createElement("input"), { type: "search" }), "rb-filter-text");
    const state = label("State", document.createElement("select"), "rb-filter-state");
    state.append(new Option("all", ""), ...states.map((name) => new Option(name.replace("-", " "), name)));
    const shown = Object.assign(document.createElement("span"), { className: "rb-meta" });
    shown.setAttribute("role", "status");
    form.append(shown);
    const apply = () => {
      const words = text.value.toLowerCase();
      const rows = [...table.tBodies[0].rows];
      rows.forEach((row) => {
        row.hidden = !row.cells[0].textContent.toLowerCase().includes(words)
          || (state.value !== "" && row.dataset.rbState !== state.value);
      });
      const left = rows.filter((row) => !row.hidden).length;
      shown.textContent = left === rows.length ? "" : `${left} of ${rows.length} pages`;
    };
    text.addEventListener("input", apply);
    state.addEventListener("change", apply);
    table.closest(".rb-table").before(form);
  };

  // A link to a step opens what it printed.
  const openTarget = () => {
    const target = location.hash.startsWith("#rb-step-") && document.getElementById(location.hash.slice(1));
    if (target) target.querySelectorAll("details.rb-output").forEach((output) => { output.open = true; });
  };

  const begin = () => {
    document.querySelectorAll("table[data-rb-table]:not([data-rb-begun])").forEach((table) => {
      table.dataset.rbBegun = "";
      makeSortable(table);
      makeFilter(table);
    });
    openTarget();
  };
  addEventListener("hashchange", openTarget);
  // Material puts another page in the place of this one where `navigation.instant` is on.
  if (window.document$) window.document$.subscribe(begin);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
