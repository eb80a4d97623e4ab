/* Answers for the filling page when there is no line. `WORDS` stands before this text. */

const PAGES = "shnor-form-page-";
const ASSETS = "shnor-form-assets";
// a line that is there and brings nothing is no line
const PATIENCE = 15000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
    const { request } = event;
    if (request.mode === "navigate") {
        event.respondWith(page(request));
    } else if (request.method === "GET" && new URL(request.url).pathname.startsWith("/web/assets/")) {
        event.respondWith(asset(request));
    }
});

async function page(request) {
    const copy = await copyOf(request);
    try {
        const response = await (copy ? impatient(fetch(request)) : fetch(request));
        if (response.type === "opaqueredirect") {
            // the server asks who this is: nobody's answers are shown until it knows
            await forget(() => true);
        } else if (response.status === 403 || response.status === 404) {
            await forget((url) => url === request.url);
        } else if (response.status >= 500 && copy) {
            return copy;
        }
        return response;
    } catch {
        return copy || sorry();
    }
}

async function copyOf(request) {
    for (const name of await caches.keys()) {
        if (name.startsWith(PAGES)) {
            const cache = await caches.open(name);
            const found = await cache.match(request, { ignoreVary: true });
            if (found) {
                return found;
            }
        }
    }
    return null;
}

async function forget(which) {
    for (const name of await caches.keys()) {
        if (name.startsWith(PAGES)) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
                if (which(request.url)) {
                    await cache.delete(request);
                }
            }
        }
    }
}

function impatient(promise) {
    return new Promise((resolve, reject) => {
        promise.then(resolve, reject);
        setTimeout(() => reject(new Error("no answer")), PATIENCE);
    });
}

async function asset(request) {
    const cache = await caches.open(ASSETS);
    return (await cache.match(request, { ignoreVary: true })) || fetch(request);
}

function sorry() {
    const html = `<!DOCTYPE html><html lang="${WORDS.lang}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${WORDS.title}</title>
<body style="font: 1.1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 34rem; padding: 0 1rem">
<h1>${WORDS.title}</h1><p>${WORDS.text}</p><p><a href="">${WORDS.again}</a></p>`;
    return new Response(html, {
        status: 503,
        headers: { "Content-Type": "text/html; charset=utf-8" },
    });
}
