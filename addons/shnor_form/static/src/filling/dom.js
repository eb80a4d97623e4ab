/**
 * Makes an element. Text goes in as text, so whatever people write stays what it is.
 *
 * @param {string} tag
 * @param {Object} attributes `false`, `null` and `undefined` leave one out
 * @param {...(Node|string|null)} children
 */
export function h(tag, attributes = {}, ...children) {
    const el = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === true) {
            el.setAttribute(name, "");
        } else if (value !== false && value !== null && value !== undefined) {
            el.setAttribute(name, value);
        }
    }
    el.append(...children.filter((child) => child !== null && child !== ""));
    return el;
}

/** Returns a copy of one of the page's own templates. */
export function clone(id) {
    return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** Shows or hides an element, and says whether it is shown. */
export function show(el, shown) {
    el.hidden = !shown;
    return Boolean(shown);
}

/** Fills `[data-out=name]` elements inside with text; those without text are hidden. */
export function fill(el, texts) {
    for (const [name, text] of Object.entries(texts)) {
        const target = el.querySelector(`[data-out="${name}"]`);
        if (target.textContent !== text) {
            target.textContent = text;
        }
        show(target, text);
    }
}
