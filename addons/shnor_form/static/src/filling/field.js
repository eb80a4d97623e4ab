import { Interaction } from "@web/public/interaction";
import { clone, fill, h, show } from "@shnor_form/filling/dom";
import { isEmpty, isLargeChange, isNumber } from "@shnor_form/filling/expression";
import { showMoment, showNumber, words } from "@shnor_form/filling/format";
import { makeInput } from "@shnor_form/filling/inputs";
import { word } from "@shnor_form/filling/words";

// how long after the last key an answer is sent; it is kept on the device at every key
const TYPING = 800;

/** Makes the element of a question; `Field` brings it to life. */
export function makeField(question, editable) {
    const id = `q-${question.id}`;
    const answered = editable && question.type !== "computed";
    const input = answered
        ? makeInput(question, { id, "aria-describedby": `${id}-help ${id}-beside ${id}-previous ${id}-problem` })
        : null;
    const grouped = answered && input.isGroup;
    const el = h(grouped ? "fieldset" : "div", {
        class: `sf_field sf_field_${question.type}`,
        id: `f-${question.id}`,
        "data-code": question.code,
    });
    const titleTag = grouped ? "legend" : answered ? "label" : "div";
    el.append(
        h(
            titleTag,
            { class: "sf_title", id: `${id}-title`, for: titleTag === "label" && id },
            h("span", { class: "sf_code", "aria-hidden": "true" }, question.code),
            " ",
            question.title,
            ...(question.required ? [h("span", { class: "sf_required" }, " ", word("required"))] : [])
        ),
        ...clone("sf_field").children
    );
    if (question.evidence === "none") {
        el.querySelector(".sf_evidence").remove();
    }
    for (const part of ["help", "beside", "previous", "problem"]) {
        el.querySelector(`[data-out="${part}"]`).id = `${id}-${part}`;
    }
    const place = el.querySelector(".sf_input");
    place.append(
        answered
            ? input.el
            : h("output", { class: "sf_value", "aria-labelledby": `${id}-title`, id })
    );
    el.querySelector("[data-explanation]").id = `${id}-explanation`;
    el.querySelector(".sf_explanation label").htmlFor = `${id}-explanation`;
    return { el, input };
}

/** One question: the answer, where it comes from, what became of it, and what is said about it. */
export class Field extends Interaction {
    static selector = ".sf_field";
    dynamicContent = {
        ".sf_input": {
            "t-on-input": this.onInput,
            "t-on-change": this.onChange,
            "t-on-click": this.onPress,
        },
        "[data-explanation]": { "t-on-input": this.onExplain, "t-on-change": this.onCommit },
        "[data-confirm]": { "t-on-click": this.onConfirm },
        "[data-take]": { "t-on-click": this.onTake },
        "[data-dismiss]": { "t-on-click": () => this.sheet.dismiss(this.code) },
        "[data-give-up]": { "t-on-click": this.onGiveUp },
        "[data-copy]": { "t-on-click": this.onCopy },
        _root: { "t-on-focusout": () => this.update() },
    };

    setup() {
        this.code = this.el.dataset.code;
        this.sheet = this.env.sheet;
        this.question = this.sheet.schema.questions[this.code];
        this.input = this.env.inputs.get(this.el);
        this.parts = {};
        for (const el of this.el.querySelectorAll("[data-part]")) {
            this.parts[el.dataset.part] = el;
        }
        this.explanation = this.el.querySelector("[data-explanation]");
        this.box = this.el.querySelector(".sf_input");
    }

    start() {
        fill(this.el, { help: this.question.help });
        this.showBeside();
        this.addListener(this.sheet, "refresh", () => this.update());
        this.update(true);
    }

    // ------------------------------------------------------------------
    // What the person does
    // ------------------------------------------------------------------
    onInput() {
        const { value, problem, raw } = this.input.read();
        if (problem) {
            this.sheet.keep(this.code, raw, problem);
            this.env.sender.kick(TYPING);
        } else {
            this.give({ value }, TYPING);
        }
    }

    // pressing what is chosen already is an answer, too: that it is right
    onPress(ev) {
        const { value, confirmed } = this.sheet.answer(this.code);
        if (ev.target.type === "radio" && !confirmed && this.input.read().value === value) {
            this.give({ value });
        }
    }

    onChange() {
        // only now is it said what is wrong: a number half typed is no mistake
        this.typed = true;
        if (this.input.showProblems) {
            this.input.showProblems();
        }
        this.onCommit();
    }

    onCommit() {
        this.env.sender.kick();
        this.update();
    }

    onExplain() {
        this.give({ comment: this.explanation.value }, TYPING);
    }

    onConfirm() {
        this.give({ value: this.sheet.answer(this.code).value });
        this.env.focusNext(this.el);
    }

    onTake() {
        const { value } = this.sheet.note(this.code);
        this.sheet.dismiss(this.code);
        this.give({ value });
        this.update(true);
    }

    onGiveUp() {
        this.sheet.giveUp(this.code);
        this.update(true);
        if (this.input) {
            this.input.input.focus();
        }
    }

    async onCopy(ev) {
        const { raw } = this.sheet.kept(this.code);
        await this.env.copy(this.rawWords(raw), ev.currentTarget);
    }

    give(change, delay = 0) {
        this.sheet.change(this.code, change);
        this.env.sender.kick(delay);
    }

    // ------------------------------------------------------------------
    // What the page shows
    // ------------------------------------------------------------------
    update(anew = false) {
        // a section that is not on the page is brought up to date when it comes back
        if (this.el.parentElement.hidden || !show(this.el, this.sheet.isVisible(this.code))) {
            return;
        }
        const answer = this.sheet.answer(this.code);
        const kept = this.sheet.kept(this.code);
        const problems = this.problems(kept);
        this.showAnswer(answer, kept, anew);
        this.showOrigin(answer, kept);
        this.showPrevious();
        this.showExplanation(answer, kept);
        this.showNote();
        this.showKept(kept);
        fill(this.el, {
            problem: problems.map((problem) => problem.message).join(" "),
            state: this.stateWords(answer, kept),
        });
        const invalid = problems.some((problem) => problem.severity === "error");
        this.el.classList.toggle("sf_invalid", invalid);
        this.el.classList.toggle("sf_warned", problems.length > 0 && !invalid);
        if (this.input && !this.input.isGroup) {
            this.input.input.setAttribute("aria-invalid", String(invalid));
        }
    }

    showAnswer(answer, kept, anew) {
        if (!this.input) {
            const value =
                this.question.type === "computed" ? this.sheet.work.values[this.code] : answer.value;
            const output = this.box.firstElementChild;
            output.textContent = words(this.question, value) || "–";
            return;
        }
        const busy = this.box.contains(document.activeElement);
        if (anew || !busy) {
            this.input.write(kept ? kept.raw : answer.value);
        }
    }

    showOrigin(answer, kept) {
        const prefilled = !answer.confirmed && !isEmpty(answer.value) && !kept && this.input;
        this.el.classList.toggle("sf_is_prefilled", Boolean(prefilled));
        if (show(this.parts.prefilled, prefilled)) {
            fill(this.parts.prefilled, { origin: word(`origin_${answer.origin}`) });
        }
    }

    /** What another form says about the same, e.g. the director's answer beside the interview. */
    showBeside() {
        const beside = (this.sheet.beside || {})[this.code];
        const line = this.el.querySelector('[data-out="beside"]');
        if (show(line, beside)) {
            line.textContent = `${beside.label}: ${beside.words}`;
        }
    }

    showPrevious() {
        const previous = this.sheet.previous[this.code];
        const line = this.el.querySelector('[data-out="previous"]');
        if (!show(line, previous && previous.words)) {
            return;
        }
        const title = this.sheet.previousTitle;
        const head = title ? word("previous_in", { title }) : word("previous");
        if (["text", "table"].includes(this.question.type)) {
            if (!line.childElementCount) {
                const full = h("div", { class: "sf_previous_text" }, previous.words);
                line.replaceChildren(h("details", {}, h("summary", {}, head), full));
            }
            return;
        }
        const change = this.changeWords(previous.value);
        line.textContent = [`${head}: ${previous.words}`, change].filter(Boolean).join(", ");
    }

    changeWords(before) {
        const now = this.sheet.work.values[this.code];
        if (!isNumber(now) || !isNumber(before)) {
            return "";
        }
        const change = Number((now - before).toFixed(6));
        if (!change) {
            return word("no_change");
        }
        return word("change", { change: `${change > 0 ? "+" : "−"}${showNumber(Math.abs(change))}` });
    }

    showExplanation(answer, kept) {
        const comment = (kept && kept.comment) || answer.comment || "";
        const previous = (this.sheet.previous[this.code] || {}).value;
        const value = this.sheet.work.values[this.code];
        const asked = isLargeChange(this.question.delta, value, previous);
        const busy = document.activeElement === this.explanation;
        if (show(this.parts.explanation, asked || comment || busy)) {
            fill(this.parts.explanation, {
                explain: asked ? word("explain_change") : word("comment"),
            });
            this.explanation.required = asked;
            this.explanation.readOnly = !this.sheet.isEditable(this.code);
            if (!busy) {
                this.explanation.value = comment;
            }
        }
    }

    showNote() {
        const note = this.sheet.note(this.code);
        if (!show(this.parts.note, note)) {
            return;
        }
        const { by, at } = note;
        const about = { by, at: showMoment(at), words: note.words || word("nothing") };
        // two windows of one person are two browsers
        const name = by === this.sheet.sheet.me ? "note_own" : "note";
        fill(this.parts.note, {
            note: note.taken
                ? `${word("note_changed", about)} ${note.before ? word("note_before", note) : ""}`
                : word(name, about),
        });
        show(this.parts.note.querySelector("[data-take]"), !note.taken && this.input);
    }

    showKept(kept) {
        show(this.parts.kept, kept);
        if (kept) {
            const shown = this.rawWords(kept.raw);
            // where the field shows what was typed, it is not said again
            fill(this.parts.kept, { kept: this.input ? "" : word("kept", { words: shown }) });
            show(this.parts.kept.querySelector("[data-give-up]"), true);
        }
    }

    rawWords(raw) {
        return Array.isArray(raw) || typeof raw === "boolean" || this.question.type === "choice"
            ? words(this.question, raw)
            : String(raw === null ? "" : raw);
    }

    problems(kept) {
        const busy = this.box.contains(document.activeElement) && !this.typed;
        if (kept) {
            return busy ? [] : [{ severity: "error", message: kept.message }];
        }
        this.typed = false;
        // what is merely missing yet is told at the check
        return this.sheet.told
            .filter((problem) => problem.code === this.code)
            .filter((problem) => this.sheet.checked || problem.kind === "check");
    }

    stateWords(answer, kept) {
        if (kept) {
            return "";
        }
        if (answer.waiting) {
            const { state } = this.env.sender;
            return word(state === "ok" ? "state_saving" : "state_waiting");
        }
        if (!answer.revision || !answer.confirmed || answer.origin === "computed") {
            return "";
        }
        const at = showMoment(answer.at);
        return answer.by && answer.by !== this.sheet.sheet.me
            ? word("state_saved_by", { by: answer.by, at })
            : word("state_saved", { at });
    }
}
