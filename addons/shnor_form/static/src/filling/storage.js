/**
 * What this browser keeps of one sheet for one person. Each thing has a key of its own, so two
 * tabs never write over each other; the prefix holds who and which sheet, so nobody is shown
 * what somebody else typed on the same computer.
 */

export const ROOT = "shnor_form/";

export class Store {
    /**
     * @param {string} prefix e.g. `shnor_form/17/4/`: person, sheet
     * @param {Storage|null} area null: this browser keeps nothing
     */
    constructor(prefix, area) {
        this.prefix = prefix;
        this.area = area;
        this.memory = new Map();
        this.lasting = Boolean(area);
    }

    get(name) {
        const key = this.prefix + name;
        const text = this.memory.has(key)
            ? this.memory.get(key)
            : this.area && this.area.getItem(key);
        try {
            return text ? JSON.parse(text) : null;
        } catch {
            // written by something else
            return null;
        }
    }

    set(name, value) {
        const key = this.prefix + name;
        const text = JSON.stringify(value);
        try {
            this.area.setItem(key, text);
            this.memory.delete(key);
        } catch {
            // full or forbidden: kept while the page is open, which the person is told
            this.lasting = false;
            this.memory.set(key, text);
        }
    }

    remove(name) {
        this.memory.delete(this.prefix + name);
        if (this.area) {
            this.area.removeItem(this.prefix + name);
        }
    }

    /** Returns the names that begin so, in alphabetical order. */
    names(beginning) {
        const start = this.prefix + beginning;
        const keys = new Set(this.memory.keys());
        for (let index = 0; this.area && index < this.area.length; index++) {
            keys.add(this.area.key(index));
        }
        return [...keys]
            .filter((key) => key.startsWith(start))
            .sort()
            .map((key) => key.slice(this.prefix.length));
    }
}

/** Returns the browser's storage, or null where it is switched off. */
export function browserArea() {
    try {
        const area = window.localStorage;
        area.setItem(`${ROOT}probe`, "1");
        area.removeItem(`${ROOT}probe`);
        return area;
    } catch {
        return null;
    }
}
