import { Interaction } from "@web/public/interaction";
import { h, show } from "@shnor_form/filling/dom";
import { word } from "@shnor_form/filling/words";

/** The owner gives sections to colleagues, sees how far they are, and takes sections back. */
export class Delegation extends Interaction {
    static selector = ".sf_delegation";
    dynamicContent = {
        form: { "t-on-submit.prevent": this.onGive },
        "[data-copy]": { "t-on-click": (ev) => this.env.copy(this.link.value, ev.currentTarget) },
    };

    setup() {
        this.sheet = this.env.sheet;
        this.form = this.el.querySelector("form");
        this.list = this.el.querySelector("[data-list]");
        this.message = this.el.querySelector("[data-message]");
        this.link = this.el.querySelector("[data-link] input");
    }

    start() {
        this.addListener(this.sheet, "refresh", () => this.update());
        this.addListener(this.sheet, "rebuild", () => this.chooseFrom());
        this.chooseFrom();
        this.update();
    }

    chooseFrom() {
        this.form.querySelector("[data-sections]").replaceChildren(
            ...this.sheet.schema.sections.map((section) =>
                h(
                    "label",
                    { class: "sf_option" },
                    h("input", { type: "checkbox", name: "section", value: section.id }),
                    h("span", {}, section.title)
                )
            )
        );
    }

    update() {
        const { role, editable } = this.sheet.sheet;
        const given = this.sheet.delegations;
        if (!show(this.el, role === "owner" && (editable || given.length))) {
            return;
        }
        show(this.form, editable);
        const key = JSON.stringify([given, editable]);
        if (key !== this.shown) {
            this.shown = key;
            this.list.replaceChildren(...given.map((one) => this.line(one, editable)));
        }
    }

    line(delegation, editable) {
        const titles = delegation.sections
            .map((id) => this.sheet.section(id))
            .filter(Boolean)
            .map((section) => section.title);
        const line = h(
            "li",
            { class: delegation.active ? "" : "sf_muted" },
            h("strong", {}, delegation.name),
            delegation.email ? ` ${delegation.email}` : "",
            h("div", {}, titles.join("; ")),
            h(
                "div",
                {},
                delegation.active
                    ? word("answered", { progress: delegation.progress })
                    : word("withdrawn")
            )
        );
        if (delegation.active && editable) {
            const label = word("withdraw_from", { name: delegation.name });
            const button = h(
                "button",
                { type: "button", class: "sf_link", "aria-label": label },
                word("withdraw")
            );
            button.addEventListener("click", () => this.withdraw(delegation));
            line.append(button);
        }
        return line;
    }

    async onGive() {
        const data = new FormData(this.form);
        const result = await this.env.ask("/delegate", {
            name: data.get("name"),
            email: data.get("email"),
            sections: data.getAll("section").map(Number),
            account: data.has("account"),
        });
        this.say(result.error || word("given", { name: data.get("name") }), Boolean(result.error));
        if (result.delegations) {
            this.sheet.takeDelegations(result.delegations);
            this.form.reset();
        }
        if (show(this.el.querySelector("[data-link]"), result.link)) {
            this.link.value = result.link;
        }
    }

    async withdraw(delegation) {
        const result = await this.env.ask("/withdraw", { delegation_id: delegation.id });
        this.say(
            result.error || word("withdrawn_from", { name: delegation.name }),
            Boolean(result.error)
        );
        if (result.delegations) {
            this.sheet.takeDelegations(result.delegations);
        }
    }

    say(text, wrong) {
        this.message.textContent = text;
        this.message.classList.toggle("sf_problem", wrong);
    }
}
