import { Interaction } from "@web/public/interaction";
import { h, show } from "@shnor_form/filling/dom";
import { rawOf } from "@shnor_form/filling/sheet";
import { words } from "@shnor_form/filling/format";
import { word } from "@shnor_form/filling/words";

/** Says for the whole page whether the answers are on the server. */
export class Status extends Interaction {
    static selector = ".sf_status";

    setup() {
        this.sheet = this.env.sheet;
        this.text = this.el.querySelector("[data-out=status]");
    }

    start() {
        this.addListener(this.sheet, "refresh", () => this.update());
        this.update();
    }

    update() {
        const { state, busy } = this.env.sender;
        const count = Object.keys(this.sheet.waiting).length;
        const refused = this.sheet.allKept().length;
        let name = "saved";
        if (state !== "ok") {
            name = count || state === "login" ? state : "offline";
        } else if (count || busy) {
            name = "saving";
        } else if (refused) {
            name = "refused";
        } else if (!this.sheet.sheet.editable) {
            name = "";
        }
        this.el.dataset.state = name;
        show(this.el, name);
        const text = name && word(`status_${name}`, { count: name === "refused" ? refused : count });
        if (this.text.textContent !== text) {
            this.text.textContent = text;
        }
        const [first] = this.sheet.allKept();
        const link = this.el.querySelector("[data-kept]");
        if (show(link, name === "refused" && first)) {
            link.href = `#q-${first.question.code}`;
        }
        const login = this.el.querySelector("[data-login]");
        if (show(login, name === "login" && !this.env.token)) {
            login.href = `/web/login?redirect=${encodeURIComponent(location.pathname)}`;
        }
    }
}

/** What is to be known before anything else: closed and why, returned and why, what was kept. */
export class Banners extends Interaction {
    static selector = ".sf_banners";
    dynamicContent = {
        "[data-copy]": { "t-on-click": (ev) => this.env.copy(this.keptText(), ev.currentTarget) },
    };

    setup() {
        this.sheet = this.env.sheet;
        this.parts = {};
        for (const el of this.el.querySelectorAll("[data-part]")) {
            this.parts[el.dataset.part] = el;
        }
    }

    start() {
        this.addListener(this.sheet, "refresh", () => this.update());
        this.update();
    }

    update() {
        const { sheet } = this.sheet;
        this.say("closed", !sheet.editable && sheet.reason);
        this.say("returned", sheet.state === "returned" && sheet.return_reason);
        this.say("deadline", this.deadlineWords());
        this.say("storage", !this.sheet.store.lasting && word("no_storage"));
        const receipt = sheet.receipt;
        if (show(this.parts.receipt, receipt && sheet.state !== "draft" && sheet.state !== "returned")) {
            const link = this.parts.receipt.querySelector("a");
            link.href = this.env.url(`/receipt/${receipt.id}`);
            link.textContent = word("receipt_of", receipt);
        }
        this.showOnly();
        this.showKept();
    }

    say(name, text) {
        if (show(this.parts[name], text)) {
            const target = this.parts[name].querySelector("[data-out]");
            if (target.textContent !== text) {
                target.textContent = text;
            }
        }
    }

    deadlineWords() {
        const { deadline, editable, deadline_text } = this.sheet.sheet;
        const left = deadline ? new Date(deadline) - Date.now() : Infinity;
        if (!editable || left > 24 * 3600 * 1000 || left < 0) {
            return "";
        }
        const minutes = Math.floor(left / 60000);
        return word("time_left", {
            hours: Math.floor(minutes / 60),
            minutes: minutes % 60,
            until: deadline_text,
        });
    }

    showOnly() {
        const { only, editable } = this.sheet.sheet;
        const key = editable && only ? only.join() : "";
        if (show(this.parts.only, key) && key !== this.only) {
            this.parts.only.querySelector("ul").replaceChildren(
                ...only
                    .filter((code) => this.sheet.schema.questions[code])
                    .map((code) =>
                        h(
                            "li",
                            {},
                            h("a", { href: `#q-${code}` }, this.sheet.schema.questions[code].title)
                        )
                    )
            );
        }
        this.only = key;
    }

    showKept() {
        // what can be corrected is told at its field; this is for what the server will not take
        const closed = this.sheet.allKept().some(({ status }) => status === "closed");
        const kept = closed || !this.sheet.sheet.editable ? this.sheet.allKept() : [];
        const key = JSON.stringify(kept.map(({ question, raw }) => [question.code, raw]));
        if (show(this.parts.kept, kept.length) && key !== this.keptKey) {
            this.parts.kept.querySelector("ul").replaceChildren(
                ...kept.map((one) =>
                    h(
                        "li",
                        {},
                        h("a", { href: `#q-${one.question.code}` }, one.question.title),
                        `: ${keptWords(one)} `,
                        h("span", { class: "sf_muted" }, one.message)
                    )
                )
            );
        }
        this.keptKey = key;
    }

    keptText() {
        return this.sheet
            .allKept()
            .map((one) => `${one.question.code} ${one.question.title}: ${keptWords(one)}`)
            .join("\n");
    }
}

function keptWords({ question, raw }) {
    const typed = typeof raw === "string" && raw === rawOf(question, raw);
    return typed && question.type !== "choice" ? raw : words(question, raw);
}
