import { LineError, LoginError, call } from "@shnor_form/filling/sender";
import { word } from "@shnor_form/filling/words";

// files on a bad line take their time
const UPLOAD_TIMEOUT = 10 * 60 * 1000;

/**
 * What several parts of the page need: calling the server, sending files, copying texts.
 * Whatever goes wrong comes back as `{error}`, in words.
 */
export function makeTools(env, base, csrf) {
    function url(path) {
        const sign = path.includes("?") ? "&" : "?";
        return base + path + (env.token ? `${sign}token=${env.token}` : "");
    }

    async function ask(path, params = {}) {
        try {
            return await call(`${base}${path}`, { ...params, token: env.token });
        } catch (error) {
            return { error: errorWords(error) };
        }
    }

    async function reload() {
        const payload = await ask("/load");
        if (!payload.error) {
            env.sheet.load(payload);
        }
    }

    function upload(path, fields, progress) {
        const data = new FormData();
        data.append("csrf_token", csrf);
        if (env.token) {
            data.append("token", env.token);
        }
        for (const [name, value] of Object.entries(fields)) {
            data.append(name, value);
        }
        return new Promise((resolve) => {
            const request = new XMLHttpRequest();
            request.upload.addEventListener("progress", (ev) => progress(ev.loaded / ev.total));
            request.addEventListener("loadend", () => resolve(readUpload(request)));
            request.timeout = UPLOAD_TIMEOUT;
            request.open("POST", base + path);
            request.send(data);
        });
    }

    return { url, ask, reload, upload, copy };
}

function errorWords(error) {
    if (error instanceof LoginError) {
        return word("error_login");
    }
    return word(error instanceof LineError ? "error_line" : "error_server");
}

function readUpload(request) {
    if (!request.status) {
        return { error: word("error_line_file") };
    }
    if (request.status === 413) {
        return { error: word("error_large") };
    }
    try {
        return JSON.parse(request.responseText);
    } catch {
        return { error: word(request.status < 500 ? "error_login" : "error_server") };
    }
}

/** Puts a text where it can be pasted from, and says so on the button. */
async function copy(text, button) {
    try {
        await navigator.clipboard.writeText(text);
    } catch {
        // there on secure addresses only
        const box = document.createElement("textarea");
        box.value = text;
        document.body.append(box);
        box.select();
        document.execCommand("copy");
        box.remove();
        button.focus();
    }
    const before = button.textContent;
    button.textContent = word("copied");
    setTimeout(() => {
        button.textContent = before;
    }, 2000);
}
