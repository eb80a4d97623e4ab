/**
 * The page's own words. They stand in the page itself, translated by the server: Odoo's
 * translation of scripts would cost a request and ten times this page's script.
 */

let words;

/**
 * @param {string} name of the words in views/form_filling_words.xml
 * @param {Object} values for the `{name}` in them
 */
export function word(name, values = {}) {
    if (!words) {
        words = {};
        const template = document.getElementById("sf_words");
        for (const el of template.content.querySelectorAll("[data-word]")) {
            words[el.dataset.word] = el.textContent.trim();
        }
    }
    return words[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
}
