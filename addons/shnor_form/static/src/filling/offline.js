/**
 * The page opens without a line, too: a copy of it is kept by the browser, for this person only.
 * It is dropped when the server asks to log in, when somebody else opens a form, and when the
 * portal is opened by somebody else or by nobody (`portal/forget.js`).
 */

// the names are known to worker.js and forget.js
const PAGES = "shnor-form-page-";
const ASSETS = "shnor-form-assets";

export class Copy {
    /** @param {number} person whose page it is */
    constructor(person) {
        this.name = `${PAGES}${person}`;
        this.possible = Boolean(window.caches && navigator.serviceWorker);
        const root = document.documentElement;
        this.isCopy = "copy" in root.dataset;
        // as the server sent it, before anything is put into it
        this.page = root.cloneNode(true);
        this.page.dataset.copy = "";
    }

    /** Keeps the page and what it needs, and lets the worker answer when there is no line. */
    async keep(payload) {
        if (!this.possible) {
            return;
        }
        for (const name of await caches.keys()) {
            if (name.startsWith(PAGES) && name !== this.name) {
                await caches.delete(name);
            }
        }
        const script = this.page.querySelector("#sf_payload");
        script.textContent = JSON.stringify(payload).replace(/</g, "\\u003c");
        const pages = await caches.open(this.name);
        await pages.put(
            location.pathname + location.search,
            new Response(`<!DOCTYPE html>\n${this.page.outerHTML}`, {
                headers: { "Content-Type": "text/html; charset=utf-8" },
            })
        );
        await this.keepAssets();
        await navigator.serviceWorker.register("/my/forms/worker.js", { scope: "/my/forms/" });
    }

    async keepAssets() {
        const wanted = [...document.querySelectorAll("script[src], link[rel=stylesheet]")].map(
            (el) => el.src || el.href
        );
        const assets = await caches.open(ASSETS);
        const have = (await assets.keys()).map((request) => request.url);
        for (const url of have.filter((one) => !wanted.includes(one))) {
            await assets.delete(url);
        }
        await assets.addAll(wanted.filter((one) => !have.includes(one)));
    }
}
