import { Colibri } from "@web/public/colibri";
import { Delegation } from "@shnor_form/filling/delegation";
import { Evidence } from "@shnor_form/filling/evidence";
import { Field } from "@shnor_form/filling/field";
import { Navigation } from "@shnor_form/filling/navigation";
import { Copy } from "@shnor_form/filling/offline";
import { Queries } from "@shnor_form/filling/queries";
import { Queue, randomName } from "@shnor_form/filling/queue";
import { Sender, call } from "@shnor_form/filling/sender";
import { Sheet } from "@shnor_form/filling/sheet";
import { Banners, Status } from "@shnor_form/filling/status";
import { ROOT, Store, browserArea } from "@shnor_form/filling/storage";
import { Submit } from "@shnor_form/filling/submit";
import { makeTools } from "@shnor_form/filling/tools";
import { Twins } from "@shnor_form/filling/twins";

const INTERACTIONS = [
    Navigation,
    Banners,
    Status,
    Submit,
    Delegation,
    Twins,
    Field,
    Evidence,
    Queries,
];
// what makes the page show itself anew
const EVENTS = ["answer", "sheet", "queue", "queries", "evidence", "delegations"];

/** Starts Interactions, as the service of `web` does in a whole front end. */
class Core {
    constructor(env) {
        this.env = env;
        this.started = new Map();
    }

    startInteractions(root) {
        for (const Interaction of INTERACTIONS) {
            const { selector } = Interaction;
            for (const el of [root, ...root.querySelectorAll(selector)]) {
                if (el.matches(selector) && !(this.started.get(el) || []).length) {
                    const running = new Colibri(this, Interaction, el);
                    this.started.set(el, [running]);
                    running.start();
                }
            }
        }
    }

    stopInteractions(root) {
        for (const [el, running] of this.started) {
            if (el !== root && root.contains(el)) {
                running.forEach((one) => one.destroy());
                this.started.delete(el);
            }
        }
    }
}

function start(page) {
    const payload = JSON.parse(document.getElementById("sf_payload").textContent);
    const person = payload.sheet.me_id;
    const copy = new Copy(person);
    const prefix = `${ROOT}${person}/${payload.sheet.id}/`;
    const store = new Store(prefix, browserArea());
    const queue = new Queue(store, randomName());
    const sheet = new Sheet(payload, store, queue);
    const base = `/my/forms/${payload.sheet.id}`;
    const token = page.dataset.token || undefined;
    const sender = new Sender({
        sheet,
        queue,
        save: (params) => call(`${base}/save`, { ...params, token }),
        lock: prefix,
    });
    const env = { sheet, sender, token, inputs: new WeakMap() };
    Object.assign(env, makeTools(env, base, page.dataset.csrf));
    env.core = new Core(env);
    env.services = { "public.interactions": env.core };

    let stale = copy.isCopy;
    const refresh = once(() => {
        sheet.told = sheet.problems();
        sheet.tell("refresh");
    });
    const rebuild = once(() => {
        sheet.tell("rebuild");
        refresh();
    });
    EVENTS.forEach((name) => sheet.addEventListener(name, refresh));
    sheet.addEventListener("reopened", rebuild);
    sheet.addEventListener("load", () => {
        rebuild();
        copy.keep(sheet.payload).catch(() => {});
    });
    sheet.addEventListener("stale", () => {
        stale = true;
    });
    sender.addEventListener("state", () => {
        refresh();
        if (stale && sender.state === "ok" && !sender.busy) {
            stale = false;
            env.reload();
        }
    });
    // another tab of this browser answered, or brought something to the server
    window.addEventListener("storage", (ev) => {
        if (!ev.key || ev.key.startsWith(prefix)) {
            sheet.takeStored(ev.key ? ev.key.slice(prefix.length) : "");
        }
    });
    window.addEventListener("beforeunload", (ev) => {
        if (!store.lasting && Object.keys(sheet.waiting).length) {
            ev.preventDefault();
        }
    });

    sheet.told = sheet.problems();
    env.core.startInteractions(page);
    page.dataset.ready = "";
    sender.start();
    if (copy.isCopy) {
        sender.poll = true;
    } else {
        copy.keep(payload).catch(() => {});
    }
}

/** Returns a function that runs once a frame, however often it is called. */
function once(fn) {
    let planned = false;
    return () => {
        if (!planned) {
            planned = true;
            // a page behind others draws no frames
            const plan = document.hidden ? setTimeout : requestAnimationFrame;
            plan(() => {
                planned = false;
                fn();
            });
        }
    };
}

start(document.querySelector(".sf_page"));
