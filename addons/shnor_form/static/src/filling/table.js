import { h } from "@shnor_form/filling/dom";
import { isEmpty, isNumber, isSame } from "@shnor_form/filling/expression";
import { showNumber } from "@shnor_form/filling/format";
import { word } from "@shnor_form/filling/words";

const MAX_ROWS = 200;
const PHONE = "(max-width: 44.99rem)";
// how many columns of numbers a wide screen has room for; others take twice the room
const ROOM = 8;

/** A table of rows × typed columns; on a phone, or with many columns, each row is a card. */
export class TableInput {
    isGroup = true;

    constructor(question, attributes, makeInput) {
        Object.assign(this, { question, attributes, makeInput });
        this.serial = 0;
        this.rows = [];
        this.body = h("tbody");
        this.totals = question.columns.some((column) => column.total) ? h("tfoot") : null;
        this.table = h(
            "table",
            { class: "sf_table", "aria-describedby": attributes["aria-describedby"] },
            this.head(),
            this.body,
            ...(this.totals ? [this.totals] : [])
        );
        this.beCards();
        this.add = h("button", { type: "button", class: "sf_button" }, word("add_row"));
        this.undo = h("button", { type: "button", class: "sf_link", hidden: true }, word("undo_row"));
        this.el = h(
            "div",
            {},
            this.table,
            ...(question.grow ? [h("div", { class: "sf_row_buttons" }, this.add, this.undo)] : [])
        );
        this.add.addEventListener("click", () => this.addRow().focus());
        this.undo.addEventListener("click", () => this.takeBack());
        this.write(null);
    }

    get input() {
        return this.body.querySelector("input, select, textarea") || this.add;
    }

    beCards() {
        const weights = this.question.columns.map((column) => (column.type === "number" ? 1 : 2));
        const wide = weights.reduce((sum, weight) => sum + weight, 0) > ROOM;
        const phone = window.matchMedia(PHONE);
        const update = () => this.table.classList.toggle("sf_cards", wide || phone.matches);
        phone.addEventListener("change", update);
        update();
    }

    head() {
        const { columns, rows, grow } = this.question;
        return h(
            "thead",
            {},
            h(
                "tr",
                {},
                rows.length ? h("td") : h("th", { scope: "col" }, "№"),
                ...columns.map((column) =>
                    h(
                        "th",
                        { scope: "col" },
                        columnTitle(column),
                        column.required
                            ? h("span", { class: "sf_required", "aria-hidden": "true" }, " *")
                            : null
                    )
                ),
                ...(grow ? [h("td", {})] : [])
            )
        );
    }

    // ------------------------------------------------------------------
    // Rows
    // ------------------------------------------------------------------
    /** Adds a row; returns its first control. */
    addRow(cells = {}, before = null) {
        const fixed = this.question.rows.find((row) => row.code === cells.row);
        this.serial += 1;
        const row = { code: fixed ? fixed.code : null, inputs: {} };
        row.label = h("th", { scope: "row" }, fixed ? fixed.label : "");
        row.el = h("tr", {}, row.label);
        for (const column of this.question.columns) {
            row.inputs[column.code] = this.cell(row, column, cells[column.code]);
        }
        if (this.question.grow) {
            row.el.append(h("td", { class: "sf_row_end" }, fixed ? "" : this.removeButton(row)));
        }
        const index = before === null ? this.rows.length : before;
        this.body.insertBefore(row.el, this.body.children[index] || null);
        this.rows.splice(index, 0, row);
        this.rowsChanged();
        return row.inputs[this.question.columns[0].code].input;
    }

    cell(row, column, value) {
        const id = `${this.attributes.id}-${this.serial}-${column.code}`;
        const input = this.makeInput(plainColumn(column), { id, autocomplete: "off" });
        if (value !== undefined) {
            input.write(value);
        }
        const title = columnTitle(column) + (column.required ? " *" : "");
        const label = h("span", { class: "sf_cell_label", "aria-hidden": "true" }, title);
        if (column.required) {
            input.input.setAttribute("aria-required", "true");
        }
        const problem = h("span", { class: "sf_cell_problem", id: `${id}-problem` });
        row.el.append(
            h("td", { class: `sf_cell sf_cell_${column.type}` }, label, input.el, problem)
        );
        return { ...input, input: input.input, read: () => input.read(), column, problem };
    }

    removeButton(row) {
        const button = h("button", { type: "button", class: "sf_button sf_remove" }, "×");
        button.addEventListener("click", () => this.removeRow(row));
        row.remove = button;
        return button;
    }

    removeRow(row) {
        const index = this.rows.indexOf(row);
        this.removed = { index, cells: this.readRow(row).cells };
        this.rows.splice(index, 1);
        row.el.remove();
        this.undo.hidden = false;
        this.rowsChanged();
        this.undo.focus();
        this.tell();
    }

    takeBack() {
        this.addRow(this.removed.cells, Math.min(this.removed.index, this.rows.length)).focus();
        this.undo.hidden = true;
        this.tell();
    }

    // names of rows and controls follow the order on the page
    rowsChanged() {
        this.rows.forEach((row, index) => {
            const name = row.code ? row.label.textContent : word("row", { number: index + 1 });
            if (!row.code) {
                row.label.textContent = String(index + 1);
                row.label.dataset.label = name;
            }
            for (const { input, column } of Object.values(row.inputs)) {
                input.setAttribute("aria-label", `${columnTitle(column)}, ${name}`);
            }
            if (row.remove) {
                row.remove.setAttribute("aria-label", word("remove_row", { row: name }));
                row.remove.title = row.remove.getAttribute("aria-label");
            }
        });
        this.add.disabled = this.rows.length >= MAX_ROWS;
        this.showTotals();
    }

    showTotals() {
        if (!this.totals) {
            return;
        }
        const cells = this.question.columns.map((column) => {
            const numbers = this.rows
                .map((row) => row.inputs[column.code].read().value)
                .filter(isNumber);
            const sum = numbers.reduce((total, number) => total + number, 0);
            const text = column.total && numbers.length ? showNumber(Number(sum.toFixed(6))) : "";
            return h(
                "td",
                { class: column.total ? "" : "sf_no_total" },
                h("span", { class: "sf_cell_label" }, columnTitle(column)),
                h("strong", {}, text)
            );
        });
        this.totals.hidden = !cells.some((cell) => cell.textContent && cell.lastChild.textContent);
        this.totals.replaceChildren(
            h(
                "tr",
                {},
                h("th", { scope: "row" }, word("total")),
                ...cells,
                ...(this.question.grow ? [h("td", { class: "sf_no_total" })] : [])
            )
        );
    }

    // ------------------------------------------------------------------
    // Reading and writing
    // ------------------------------------------------------------------
    readRow(row) {
        const cells = row.code ? { row: row.code } : {};
        let problem = null;
        for (const [code, input] of Object.entries(row.inputs)) {
            const read = input.read();
            if (read.problem) {
                problem ||= { text: read.problem, column: input.column };
                cells[code] = read.raw;
            } else if (read.value !== null) {
                cells[code] = read.value;
            }
        }
        return { cells, problem };
    }

    read() {
        const raw = [];
        let problem = null;
        this.rows.forEach((row, index) => {
            const read = this.readRow(row);
            if (read.problem) {
                problem ||= word("in_cell", {
                    row: row.code ? row.label.textContent : index + 1,
                    column: read.problem.column.title,
                    problem: read.problem.text,
                });
            }
            if (Object.keys(read.cells).some((code) => code !== "row" && !isEmpty(read.cells[code]))) {
                raw.push(read.cells);
            }
        });
        this.showTotals();
        return { value: raw.length ? raw : null, problem, raw };
    }

    /** Says at each cell what is wrong with it. */
    showProblems() {
        for (const row of this.rows) {
            for (const { input, problem, read } of Object.values(row.inputs)) {
                const text = read().problem || "";
                problem.textContent = text;
                markInvalid(input, text, problem.id);
            }
        }
    }

    write(raw) {
        const given = raw || [];
        if (this.rows.length && isSame(this.read().raw, given)) {
            return;
        }
        this.rows = [];
        this.body.replaceChildren();
        const { rows, grow } = this.question;
        for (const fixed of rows) {
            this.addRow({ ...given.find((line) => line.row === fixed.code), row: fixed.code });
        }
        for (const line of given.filter((one) => !rows.some((row) => row.code === one.row))) {
            this.addRow(line);
        }
        if (grow && !this.rows.length) {
            this.addRow();
        }
        this.rowsChanged();
    }

    tell() {
        this.el.dispatchEvent(new Event("input", { bubbles: true }));
        this.el.dispatchEvent(new Event("change", { bubbles: true }));
    }
}

function markInvalid(input, problem, id) {
    if (problem) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", id);
    } else {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
    }
}

function columnTitle(column) {
    return column.unit ? `${column.title}, ${column.unit}` : column.title;
}

// in a cell, one of a list and yes or no are lists to choose from
function plainColumn(column) {
    if (column.type === "yes_no") {
        return { ...column, type: "yes_no_cell", unit: "" };
    }
    return { ...column, type: column.type === "choice" ? "choice_cell" : column.type, unit: "" };
}
