/**
 * Evaluates the trees of engine/expression.py exactly as the server does; both are held against
 * one table of cases. `null` is “not known”.
 */

const EPSILON = 1e-9;

/**
 * @param {Array} tree of lists, see engine/expression.py
 * @param {(code: string, column: string|null) => any} lookup returns an answer
 * @returns {number|string|boolean|Array|null}
 */
export function evaluate(tree, lookup) {
    const [kind, ...rest] = tree;
    if (kind === "lit") {
        return rest[0];
    }
    if (kind === "ref") {
        return known(lookup(rest[0], rest[1]));
    }
    if (kind === "and" || kind === "or") {
        return logic(
            kind === "or",
            rest.map((part) => evaluate(part, lookup))
        );
    }
    if (kind === "not") {
        const value = evaluate(rest[0], lookup);
        return value === null ? null : !truth(value);
    }
    const values = rest.slice(1).map((part) => evaluate(part, lookup));
    if (kind === "op") {
        return operate(rest[0], ...values);
    }
    if (kind === "cmp") {
        return compare(rest[0], ...values);
    }
    return call(rest[0], values);
}

/** Returns whether nothing was answered; 0 and “no” are answers. */
export function isEmpty(value) {
    return (
        value === null ||
        value === undefined ||
        value === "" ||
        (Array.isArray(value) && !value.length)
    );
}

/** Returns whether two answers are the same, whatever the order of a row's cells. */
export function isSame(left, right) {
    if (typeof left !== "object" || typeof right !== "object" || !left || !right) {
        return left === right;
    }
    const keys = Object.keys(left);
    return (
        Array.isArray(left) === Array.isArray(right) &&
        keys.length === Object.keys(right).length &&
        keys.every((key) => key in right && isSame(left[key], right[key]))
    );
}

export function isNumber(value) {
    return typeof value === "number" && !Number.isNaN(value);
}

/** Rounds as `Answers._compute` of engine/validation.py. */
export function rounded(value, decimals) {
    return Number((value + EPSILON).toFixed(decimals || 0));
}

/** Returns whether a number has changed so much that the form asks why; see is_large_change. */
export function isLargeChange(delta, value, previous) {
    if (!delta || !isNumber(value) || !isNumber(previous)) {
        return false;
    }
    const change = Math.abs(value - previous);
    if (delta.kind === "percent") {
        return change > EPSILON && change * 100 + EPSILON >= delta.limit * Math.abs(previous);
    }
    return change + EPSILON >= delta.limit;
}

function known(value) {
    return value === undefined ? null : value;
}

// what Python takes for true
function truth(value) {
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function logic(decisive, values) {
    if (values.some((value) => value !== null && truth(value) === decisive)) {
        return decisive;
    }
    return values.includes(null) ? null : !decisive;
}

function operate(sign, left, right) {
    if (!isNumber(left) || !isNumber(right) || (sign === "/" && !right)) {
        return null;
    }
    const result = {
        "+": left + right,
        "-": left - right,
        "*": left * right,
        "/": left / right,
    }[sign];
    return Number.isFinite(result) ? result : null;
}

function compare(sign, left, right) {
    if (left === null || right === null) {
        return null;
    }
    if (sign === "==" || sign === "!=") {
        return same(left, right) === (sign === "==");
    }
    if (typeof left !== typeof right || Array.isArray(left) || Array.isArray(right)) {
        return null;
    }
    const order = same(left, right) ? 0 : left < right ? -1 : 1;
    return { "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0 }[sign];
}

function same(left, right) {
    if (isNumber(left) && isNumber(right)) {
        return Math.abs(left - right) < EPSILON;
    }
    return isSame(left, right);
}

// to Python, yes is 1
function plain(value) {
    return typeof value === "boolean" ? Number(value) : value;
}

function flat(values) {
    return values.flat(Infinity).map(known);
}

function call(name, values) {
    if (name === "filled") {
        return !isEmpty(values[0]);
    }
    if (name === "has") {
        return values[0] === null
            ? null
            : flat([values[0]]).map(plain).includes(plain(values[1]));
    }
    if (name === "count") {
        return flat(values).filter((value) => !isEmpty(value)).length;
    }
    if (name === "percent") {
        return operate("*", 100, operate("/", ...values));
    }
    const numbers = flat(values).filter(isNumber);
    if (!numbers.length) {
        return null;
    }
    if (name === "round") {
        const factor = 10 ** Math.trunc(numbers.length > 1 ? numbers[1] : 0);
        return Math.floor(numbers[0] * factor + 0.5 + EPSILON) / factor;
    }
    return {
        abs: () => Math.abs(numbers[0]),
        sum: () => numbers.reduce((sum, number) => sum + number, 0),
        min: () => Math.min(...numbers),
        max: () => Math.max(...numbers),
    }[name]();
}
