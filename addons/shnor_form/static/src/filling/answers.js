import { evaluate, isEmpty, isLargeChange, isNumber, rounded } from "@shnor_form/filling/expression";

/**
 * The answers of a sheet as formulas see them: computed ones included, hidden ones left out. The
 * same as `Answers` and `problems` of engine/validation.py, so that the page tells at once, and
 * without a line, what the server will tell at the submit.
 */
export class Answers {
    /**
     * @param {Object} schema of the form
     * @param {(code: string) => any} raw returns an answer as given
     * @param {Object} constants {"@name": value} of the sheet
     */
    constructor(schema, raw, constants) {
        this.schema = schema;
        this.constants = constants || {};
        this.values = {};
        this.visible = new Set();
        const questions = schema.sections.flatMap((section) =>
            section.codes.map((code) => schema.questions[code])
        );
        for (const question of questions) {
            if (question.visible && this.evaluate(question.visible) !== true) {
                continue;
            }
            this.visible.add(question.code);
            this.values[question.code] =
                question.type === "computed" ? this.compute(question) : raw(question.code);
        }
        // a formula may look ahead, e.g. at a table of a later section
        for (const question of questions) {
            if (question.type === "computed" && this.visible.has(question.code)) {
                this.values[question.code] = this.compute(question);
            }
        }
    }

    compute(question) {
        const value = this.evaluate(question.formula);
        return isNumber(value) ? rounded(value, question.decimals) : null;
    }

    evaluate(tree, row) {
        return evaluate(tree, (code, column) => this.lookup(code, column, row));
    }

    lookup(code, column, row) {
        if (row && !column && row.columns.has(code)) {
            return row.cells[code];
        }
        if (code.startsWith("@")) {
            return this.constants[code];
        }
        const value = this.values[code];
        if (!column) {
            return value;
        }
        return Array.isArray(value) ? value.map((line) => line[column]) : null;
    }

    /** Returns the checks that do not hold: `{check, rows}`, rows of a table by their names. */
    failed() {
        const found = [];
        for (const check of this.schema.checks) {
            const table = check.table && this.schema.questions[check.table];
            if (!table) {
                if (this.evaluate(check.condition) === false) {
                    found.push({ check, rows: [] });
                }
                continue;
            }
            const columns = new Set(table.columns.map((column) => column.code));
            const rows = (this.values[table.code] || [])
                .map((cells, index) => ({ cells, name: rowName(table, cells, index) }))
                .filter(({ cells }) => this.evaluate(check.condition, { columns, cells }) === false)
                .map(({ name }) => name);
            if (rows.length) {
                found.push({ check, rows });
            }
        }
        return found;
    }

    /**
     * Returns the kinds of what keeps one answer from being submitted.
     *
     * @param {Object} answer {value, comment, confirmed}
     * @param {Object} about {previous, evidence: boolean, query: boolean}
     * @returns {string[]}
     */
    lacks(question, answer, about) {
        const value = this.values[question.code];
        const kinds = [];
        const empty = isEmpty(value);
        if (question.required && empty) {
            kinds.push("required");
        } else if (!empty && !answer.confirmed && question.type !== "computed") {
            kinds.push("unconfirmed");
        }
        if (question.type === "table" && missingCell(question, value)) {
            kinds.push("cell");
        }
        if (
            isLargeChange(question.delta, value, about.previous) &&
            !(answer.comment || "").trim()
        ) {
            kinds.push("delta");
        }
        if (question.evidence === "required" && !empty && value !== false && !about.evidence) {
            kinds.push("evidence");
        }
        if (about.query) {
            kinds.push("query");
        }
        return kinds;
    }
}

/** Returns what the first empty cell that must not be empty is called, or null. */
export function missingCell(question, rows) {
    for (const [index, row] of (rows || []).entries()) {
        for (const column of question.columns) {
            if (column.required && isEmpty(row[column.code])) {
                return { row: rowName(question, row, index), column: column.title };
            }
        }
    }
    return null;
}

export function rowName(question, row, index) {
    const fixed = question.rows.find((one) => one.code === row.row);
    return fixed ? fixed.label : String(index + 1);
}
