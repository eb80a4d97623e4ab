import { isEmpty } from "@shnor_form/filling/expression";
import { word } from "@shnor_form/filling/words";

/** How answers are read and shown; the counterpart of engine/values.py. */

const EPSILON = 1e-9;

/** Returns a number as people write it, without the marks between thousands: `12,5`. */
export function plainNumber(value) {
    return typeof value === "number"
        ? String(Number(value.toPrecision(15))).replace(".", comma())
        : "";
}

function comma() {
    return (0.5).toLocaleString(document.documentElement.lang).charAt(1);
}

export function showNumber(value, unit) {
    const text = value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 6 });
    return unit ? `${text} ${unit}` : text;
}

export function showDate(iso) {
    const [year, month, day] = iso.split("-").map(Number);
    return new Date(year, month - 1, day).toLocaleDateString(document.documentElement.lang);
}

/** Returns a moment of the server as people say it: today's without the date. */
export function showMoment(iso) {
    const moment = new Date(iso);
    if (!iso || Number.isNaN(moment.getTime())) {
        return "";
    }
    const time = { hour: "2-digit", minute: "2-digit" };
    const today = moment.toDateString() === new Date().toDateString();
    return moment.toLocaleString(
        document.documentElement.lang,
        today ? time : { ...time, day: "numeric", month: "long" }
    );
}

export function showSize(bytes) {
    return bytes < 1024 * 1024
        ? word("kilobytes", { size: Math.max(1, Math.round(bytes / 1024)) })
        : word("megabytes", { size: showNumber(Math.round(bytes / 104857.6) / 10) });
}

/** Returns an answer in words, "" when there is none. */
export function words(question, value) {
    if (isEmpty(value)) {
        return "";
    }
    const label = (code) =>
        (question.options.find((option) => option.code === code) || { label: code }).label;
    switch (question.type) {
        case "number":
        case "scale":
        case "computed":
            return typeof value === "number" ? showNumber(value, question.unit) : String(value);
        case "yes_no":
            return word(value ? "yes" : "no");
        case "date":
            return showDate(value);
        case "choice":
            return label(value);
        case "choices":
            return value.map(label).join("; ");
        case "table":
            return value.map((row) => rowWords(question, row)).join("\n");
        default:
            return String(value);
    }
}

function rowWords(question, row) {
    const fixed = question.rows.find((one) => one.code === row.row);
    const cells = question.columns
        .filter((column) => !isEmpty(row[column.code]))
        .map((column) => `${column.title}: ${words(column, row[column.code])}`);
    return [...(fixed ? [fixed.label] : []), ...cells].join(", ");
}

/**
 * Reads a number as it was typed.
 *
 * @returns {{value: number|null, problem: string|null}}
 */
export function readNumber(question, text) {
    const typed = text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
    if (!typed) {
        return { value: null, problem: null };
    }
    if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(typed)) {
        return { value: null, problem: word("not_number", { text: text.trim() }) };
    }
    return checkNumber(question, Number(typed));
}

function checkNumber(question, value) {
    const decimals = question.decimals || 0;
    const rounded = Number(value.toFixed(decimals));
    const shown = plainNumber(value);
    let problem = null;
    if (Math.abs(rounded - value) > EPSILON) {
        problem = decimals ? word("many_decimals", { shown, decimals }) : word("not_whole", { shown });
    } else if (typeof question.min === "number" && rounded < question.min) {
        problem = word("too_little", { shown, limit: plainNumber(question.min) });
    } else if (typeof question.max === "number" && rounded > question.max) {
        problem = word("too_much", { shown, limit: plainNumber(question.max) });
    }
    return { value: problem ? null : rounded, problem };
}
