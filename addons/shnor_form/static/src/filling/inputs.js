import { h } from "@shnor_form/filling/dom";
import { plainNumber, readNumber } from "@shnor_form/filling/format";
import { TableInput } from "@shnor_form/filling/table";
import { word } from "@shnor_form/filling/words";

// as engine/values.py
const CHAR_LENGTH = 500;
const TEXT_LENGTH = 10000;
// more options than this are a list to choose from, not a column of buttons
const MANY = 5;

/**
 * What an answer is given with. All have:
 * - `el`, the element to put on the page;
 * - `isGroup`, whether it is several controls, so that its title is a legend;
 * - `read()`, `{value, problem, raw}`; `raw` is what is kept when there is a problem;
 * - `write(raw)`, which shows an answer, or what was kept of one.
 */
export function makeInput(question, attributes) {
    const many = (question.options || []).length > MANY;
    switch (question.type) {
        case "number":
            return new NumberInput(question, attributes);
        case "char":
        case "text":
            return new TextInput(question, attributes);
        case "date":
            return new DateInput(question, attributes);
        case "yes_no":
            return new RadioInput(question, attributes, [
                { value: true, label: word("yes_title") },
                { value: false, label: word("no_title") },
            ]);
        case "scale":
            return new RadioInput(question, attributes, scalePoints(question));
        case "choice":
            return many
                ? new SelectInput(question, attributes)
                : new RadioInput(question, attributes, optionPoints(question));
        case "choices":
            return new CheckInput(question, attributes);
        case "choice_cell":
            return new SelectInput(question, attributes);
        case "yes_no_cell":
            return new YesNoCell(question, attributes);
        default:
            return new TableInput(question, attributes, makeInput);
    }
}

function optionPoints(question) {
    return question.options.map((option) => ({ value: option.code, label: option.label }));
}

function scalePoints(question) {
    const points = [];
    for (let point = question.min; point <= question.max; point++) {
        points.push({ value: point, label: String(point) });
    }
    return points;
}

class NumberInput {
    isGroup = false;

    constructor(question, attributes) {
        this.question = question;
        this.input = h("input", {
            ...attributes,
            type: "text",
            inputmode: question.decimals || question.min < 0 ? "decimal" : "numeric",
            autocomplete: "off",
            class: "sf_number",
        });
        this.el = question.unit
            ? h("div", { class: "sf_with_unit" }, this.input, h("span", {}, question.unit))
            : this.input;
    }

    read() {
        return { ...readNumber(this.question, this.input.value), raw: this.input.value };
    }

    write(raw) {
        this.input.value = typeof raw === "string" ? raw : plainNumber(raw);
    }
}

class TextInput {
    isGroup = false;

    constructor(question, attributes) {
        const long = question.type === "text";
        this.input = this.el = h(long ? "textarea" : "input", {
            ...attributes,
            maxlength: long ? TEXT_LENGTH : CHAR_LENGTH,
            ...(long ? { rows: 4 } : { type: "text", autocomplete: "off" }),
        });
    }

    read() {
        return { value: this.input.value.trim() || null, problem: null, raw: this.input.value };
    }

    write(raw) {
        this.input.value = raw || "";
    }
}

class DateInput {
    isGroup = false;

    constructor(question, attributes) {
        this.input = this.el = h("input", { ...attributes, type: "date", max: "2100-12-31" });
    }

    read() {
        // half a date reads as none, and must not wipe out the one that was there
        const problem = this.input.validity.badInput ? word("not_date") : null;
        return { value: this.input.value || null, problem, raw: this.input.value };
    }

    write(raw) {
        this.input.value = raw || "";
    }
}

class SelectInput {
    isGroup = false;

    constructor(question, attributes) {
        this.input = this.el = h(
            "select",
            attributes,
            h("option", { value: "" }, question.type.endsWith("_cell") ? "–" : word("choose")),
            ...question.options.map((option) => h("option", { value: option.code }, option.label))
        );
    }

    read() {
        return { value: this.input.value || null, problem: null, raw: this.input.value };
    }

    write(raw) {
        this.input.value = raw || "";
    }
}

class YesNoCell extends SelectInput {
    constructor(question, attributes) {
        const options = ["yes", "no"].map((code) => ({ code, label: word(code) }));
        super({ ...question, options }, attributes);
    }

    read() {
        const value = this.input.value ? this.input.value === "yes" : null;
        return { value, problem: null, raw: value };
    }

    write(raw) {
        this.input.value = typeof raw === "boolean" ? (raw ? "yes" : "no") : "";
    }
}

class RadioInput {
    isGroup = true;

    constructor(question, attributes, points) {
        this.points = points;
        this.radios = points.map((_point, index) =>
            h("input", {
                type: "radio",
                name: attributes.id,
                id: `${attributes.id}-${index}`,
                value: index,
                "aria-describedby": attributes["aria-describedby"],
            })
        );
        this.input = this.radios[0];
        const scale = question.type === "scale";
        const list = h(
            "div",
            { class: scale ? "sf_scale" : "sf_options" },
            ...points.map((point, index) =>
                h("label", { class: "sf_option" }, this.radios[index], h("span", {}, point.label))
            )
        );
        this.clear = h(
            "button",
            { type: "button", class: "sf_link sf_clear", "data-clear": true },
            word("clear")
        );
        this.el = h("div", {}, ...(scale ? [this.ends(question, list)] : [list]), this.clear);
        this.clear.addEventListener("click", () => {
            this.write(null);
            this.input.focus();
            this.input.dispatchEvent(new Event("input", { bubbles: true }));
            this.input.dispatchEvent(new Event("change", { bubbles: true }));
        });
        // radios know of no “nothing chosen” afterwards
        this.el.addEventListener("input", () => this.showClear());
        this.showClear();
    }

    ends(question, list) {
        return h(
            "div",
            { class: "sf_scale_box" },
            list,
            h(
                "div",
                { class: "sf_ends" },
                h("span", {}, question.min_label && `${question.min} – ${question.min_label}`),
                h("span", {}, question.max_label && `${question.max} – ${question.max_label}`)
            )
        );
    }

    showClear() {
        this.clear.hidden = !this.radios.some((radio) => radio.checked);
    }

    read() {
        const index = this.radios.findIndex((radio) => radio.checked);
        const value = index < 0 ? null : this.points[index].value;
        return { value, problem: null, raw: value };
    }

    write(raw) {
        this.radios.forEach((radio, index) => {
            radio.checked = this.points[index].value === raw;
        });
        this.showClear();
    }
}

class CheckInput {
    isGroup = true;

    constructor(question, attributes) {
        this.boxes = question.options.map((option, index) =>
            h("input", {
                type: "checkbox",
                id: `${attributes.id}-${index}`,
                value: option.code,
                "aria-describedby": attributes["aria-describedby"],
            })
        );
        this.input = this.boxes[0];
        this.el = h(
            "div",
            { class: "sf_options" },
            ...question.options.map((option, index) =>
                h("label", { class: "sf_option" }, this.boxes[index], h("span", {}, option.label))
            )
        );
    }

    read() {
        const codes = this.boxes.filter((box) => box.checked).map((box) => box.value);
        return { value: codes.length ? codes : null, problem: null, raw: codes };
    }

    write(raw) {
        for (const box of this.boxes) {
            box.checked = (raw || []).includes(box.value);
        }
    }
}
