import { Interaction } from "@web/public/interaction";
import { h, show } from "@shnor_form/filling/dom";
import { word } from "@shnor_form/filling/words";

/** What the committee asks about an answer, and the box to reply. */
export class Queries extends Interaction {
    static selector = ".sf_queries";

    setup() {
        this.sheet = this.env.sheet;
        this.code = this.el.closest("[data-code]").dataset.code;
    }

    start() {
        this.addListener(this.sheet, "refresh", () => this.update());
        this.update();
    }

    update() {
        const queries = this.sheet.queries.filter((query) => query.code === this.code);
        if (!show(this.el, queries.length)) {
            return;
        }
        const key = JSON.stringify([queries, this.sheet.sheet.state, this.sheet.sheet.role]);
        if (key !== this.shown) {
            this.shown = key;
            this.el.replaceChildren(...queries.map((query) => this.talk(query)));
        }
    }

    talk(query) {
        const open = query.state !== "closed";
        const el = h(
            "div",
            { class: `sf_talk ${open ? "sf_talk_open" : ""}` },
            h("strong", {}, word(`query_${query.state}`)),
            ...query.lines.map((line) =>
                h(
                    "div",
                    { class: `sf_line sf_line_${line.kind}` },
                    h("span", { class: "sf_line_head" }, `${line.by}, ${line.at}`),
                    h("div", { class: "sf_line_body" }, line.body)
                )
            )
        );
        if (open && this.sheet.sheet.role !== "staff") {
            el.append(...this.replyBox(query));
        }
        return el;
    }

    replyBox(query) {
        const id = `reply-${query.id}`;
        const box = h("textarea", { id, rows: 2, maxlength: 10000 });
        const message = h("p", { class: "sf_problem", role: "alert" });
        const button = h("button", { type: "button", class: "sf_button" }, word("reply"));
        // what was written survives a reload as well
        box.value = this.sheet.store.get(`r/${query.id}`) || "";
        this.addListener(box, "input", () => this.sheet.store.set(`r/${query.id}`, box.value));
        this.addListener(button, "click", async () => {
            button.disabled = true;
            const result = await this.env.ask("/reply", { query_id: query.id, body: box.value });
            button.disabled = false;
            message.textContent = result.error || "";
            if (result.query) {
                this.sheet.store.remove(`r/${query.id}`);
                this.sheet.takeQuery(result.query);
            }
        });
        return [h("label", { for: id }, word("your_reply")), box, button, message];
    }
}
