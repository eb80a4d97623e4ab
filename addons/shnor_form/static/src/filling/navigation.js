import { Interaction } from "@web/public/interaction";
import { h, show } from "@shnor_form/filling/dom";
import { makeField } from "@shnor_form/filling/field";
import { word } from "@shnor_form/filling/words";

/**
 * Sections as steps: the list of them with their progress, one on the page at a time. The address
 * says which, so the browser's own “back” goes one step back.
 */
export class Navigation extends Interaction {
    static selector = ".sf_page";
    dynamicContent = {
        _window: { "t-on-hashchange": () => this.go() },
        "[data-steps]": { "t-on-click": () => this.openList() },
        ".sf_steps": { "t-on-click": (ev) => ev.target.closest("a") && this.openList(false) },
        "[data-confirm-all]": { "t-on-click": () => this.confirmAll() },
    };

    setup() {
        this.sheet = this.env.sheet;
        this.built = new Map();
        this.steps = this.el.querySelector(".sf_steps");
        this.button = this.el.querySelector("[data-steps]");
        this.place = this.el.querySelector(".sf_sections");
        this.summary = this.el.querySelector(".sf_summary");
        this.env.focusNext = (el) => this.focusNext(el);
    }

    start() {
        this.addListener(this.sheet, "refresh", () => this.update());
        this.addListener(this.sheet, "rebuild", () => this.build());
        this.build();
    }

    // ------------------------------------------------------------------
    // Making
    // ------------------------------------------------------------------
    build() {
        for (const el of this.built.values()) {
            this.env.core.stopInteractions(el);
            el.remove();
        }
        this.built.clear();
        const { sections } = this.sheet.schema;
        this.ids = [...sections.map((section) => `s-${section.id}`), "check"];
        this.links = this.ids.map((id, index) => {
            const last = index === sections.length;
            const link = h(
                "a",
                { href: `#${id}`, class: "sf_step" },
                h("span", { class: "sf_step_number", "aria-hidden": "true" }, last ? "✓" : index + 1),
                h("span", { class: "sf_step_title" }, this.title(id)),
                h("span", { class: "sf_step_state" })
            );
            return link;
        });
        this.steps.replaceChildren(...this.links.map((link) => h("li", {}, link)));
        this.go(true);
    }

    title(id) {
        const section = this.sectionOf(id);
        return section ? section.title : word(this.checkTitle());
    }

    checkTitle() {
        return this.sheet.handsIn ? "step_submit" : "step_check";
    }

    sectionOf(id) {
        return this.sheet.schema.sections.find((section) => `s-${section.id}` === id);
    }

    sectionElement(section) {
        const key = `s-${section.id}`;
        if (!this.built.has(key)) {
            const el = h("div", { class: "sf_fields" });
            for (const code of section.codes) {
                const question = this.sheet.schema.questions[code];
                const field = makeField(question, this.sheet.isEditable(code));
                this.env.inputs.set(field.el, field.input);
                el.append(field.el);
            }
            this.place.append(el);
            this.built.set(key, el);
            this.env.core.startInteractions(el);
        }
        return this.built.get(key);
    }

    // ------------------------------------------------------------------
    // Going
    // ------------------------------------------------------------------
    go(first = false) {
        const wanted = decodeURIComponent(location.hash.slice(1));
        if (wanted.startsWith("q-")) {
            this.focusField(wanted.slice(2));
            return;
        }
        if (this.current && wanted && !this.ids.includes(wanted)) {
            // a link within the page
            return;
        }
        const id = this.ids.includes(wanted) ? wanted : this.ids[0];
        const changed = id !== this.current;
        this.current = id;
        const section = this.sectionOf(id);
        const shown = section ? this.sectionElement(section) : null;
        for (const el of this.built.values()) {
            show(el, el === shown);
        }
        this.el.querySelector(".sf_section_title").textContent = this.title(id);
        const help = this.el.querySelector(".sf_section_help");
        help.textContent = section ? section.help : "";
        show(help, help.textContent);
        show(this.summary, !section);
        if (!section) {
            this.sheet.tell("check");
        }
        this.around();
        this.sheet.tell("refresh");
        if (!first && changed) {
            this.el.querySelector(".sf_section_title").focus({ preventScroll: true });
            window.scrollTo(0, 0);
        }
    }

    around() {
        const index = this.ids.indexOf(this.current);
        const links = { back: this.ids[index - 1], next: this.ids[index + 1] };
        for (const [name, id] of Object.entries(links)) {
            const link = this.el.querySelector(`[data-go="${name}"]`);
            if (show(link, id)) {
                link.href = `#${id}`;
                link.querySelector("[data-title]").textContent = this.title(id);
            }
        }
    }

    openList(open = this.button.getAttribute("aria-expanded") !== "true") {
        this.button.setAttribute("aria-expanded", String(open));
        this.steps.classList.toggle("sf_open", open);
    }

    focusField(code) {
        const question = this.sheet.schema.questions[code];
        if (!question) {
            location.hash = this.ids[0];
            return;
        }
        history.replaceState(null, "", `#s-${question.section}`);
        this.go();
        const el = document.getElementById(`f-${question.id}`);
        const input = this.env.inputs.get(el);
        el.scrollIntoView({ block: "start" });
        if (input) {
            input.input.focus({ preventScroll: true });
        } else {
            el.tabIndex = -1;
            el.focus({ preventScroll: true });
        }
    }

    /** Puts the focus on the next answer to be confirmed, else on the field's own control. */
    focusNext(el) {
        const buttons = [...this.built.get(this.current).querySelectorAll("[data-confirm]")];
        const waiting = buttons.filter((button) => button.offsetParent);
        const next =
            waiting.find(
                (button) => el.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING
            ) || waiting.find((button) => !el.contains(button));
        (next || this.env.inputs.get(el).input).focus();
    }

    // ------------------------------------------------------------------
    // Showing how it stands
    // ------------------------------------------------------------------
    update() {
        const { told } = this.sheet;
        this.sheet.schema.sections.forEach((section, index) => {
            const state = this.sheet.sectionState(section, told);
            const { done, asked } = this.sheet.progress(section);
            this.mark(this.links[index], state, word("of", { done, asked }));
        });
        const whole = this.sheet.progress();
        const last = this.links[this.links.length - 1];
        last.dataset.state = "";
        this.links.forEach((link, index) => {
            if (this.ids[index] === this.current) {
                if (!link.hasAttribute("aria-current")) {
                    this.steps.scrollTop = link.offsetTop - this.steps.clientHeight / 2;
                }
                link.setAttribute("aria-current", "step");
            } else {
                link.removeAttribute("aria-current");
            }
        });
        const number = this.ids.indexOf(this.current) + 1;
        this.button.querySelector("[data-out=step]").textContent = word("step", {
            number,
            count: this.ids.length,
            title: this.title(this.current),
        });
        const bar = this.el.querySelector(".sf_whole progress");
        bar.max = whole.asked || 1;
        bar.value = whole.done;
        this.el.querySelector(".sf_whole [data-out=progress]").textContent = word("progress", whole);
        this.showConfirmAll();
    }

    mark(link, state, progress) {
        const known = ["complete", "errors", "remarks"].includes(state);
        const text = known ? `${progress}, ${word("section_" + state)}` : progress;
        if (link.dataset.state !== state || link.lastChild.textContent !== text) {
            link.dataset.state = state;
            link.lastChild.textContent = text;
        }
    }

    // ------------------------------------------------------------------
    // Confirming what was filled in
    // ------------------------------------------------------------------
    unconfirmed() {
        const section = this.sectionOf(this.current);
        return (section ? section.codes : []).filter((code) => {
            const answer = this.sheet.answer(code);
            return (
                !answer.confirmed &&
                answer.value !== null &&
                this.sheet.isVisible(code) &&
                this.sheet.isEditable(code) &&
                !this.sheet.kept(code)
            );
        });
    }

    showConfirmAll() {
        const box = this.el.querySelector(".sf_confirm_all");
        const count = this.unconfirmed().length;
        if (show(box, count)) {
            box.querySelector("[data-out=count]").textContent = word("prefilled_count", { count });
        }
    }

    confirmAll() {
        for (const code of this.unconfirmed()) {
            this.sheet.change(code, { value: this.sheet.answer(code).value });
        }
        this.env.sender.kick();
        this.el.querySelector(".sf_section_title").focus();
    }
}
