import { Interaction } from "@web/public/interaction";
import { h, show } from "@shnor_form/filling/dom";
import { word } from "@shnor_form/filling/words";

/** The form as an Excel workbook to fill without a line, and on paper. */
export class Twins extends Interaction {
    static selector = ".sf_twins";
    dynamicContent = {
        "input[type=file]": { "t-on-change": this.onChoose },
        "[data-choose]": { "t-on-click": () => this.input.click() },
        "[data-good]": { "t-on-click": () => this.send({ ufile: this.file, only_good: "1" }) },
    };

    setup() {
        this.sheet = this.env.sheet;
        this.input = this.el.querySelector("input[type=file]");
        this.message = this.el.querySelector("[data-message]");
        this.faults = this.el.querySelector("[data-faults]");
        this.good = this.el.querySelector("[data-good]");
        this.bar = this.el.querySelector("progress");
    }

    start() {
        for (const link of this.el.querySelectorAll("a[data-path]")) {
            link.href = this.env.url(link.dataset.path);
        }
        this.bar.setAttribute("aria-label", word("uploading"));
        this.addListener(this.sheet, "refresh", () => this.update());
        this.update();
    }

    update() {
        const { editable, role } = this.sheet.sheet;
        show(this.el.querySelector("[data-upload]"), editable && role !== "staff");
    }

    async onChoose() {
        const [file] = this.input.files;
        this.input.value = "";
        if (file) {
            // a workbook with mistakes can be sent again for the rest of it
            this.file = file;
            await this.send({ ufile: file });
        }
    }

    async send(fields) {
        this.say(word("uploading_file", { name: this.file.name }));
        show(this.bar, true);
        // what was typed here first, so that the workbook comes after it
        await this.env.sender.run();
        const result = await this.env.upload("/xlsx", fields, (share) => {
            this.bar.value = share;
        });
        show(this.bar, false);
        const faults = result.errors || [];
        this.say(result.error || result.message, Boolean(result.error) || faults.length > 0);
        this.faults.replaceChildren(...faults.map((fault) => this.fault(fault)));
        show(this.good, faults.length && !result.saved);
        if (result.saved) {
            await this.env.reload();
        }
    }

    fault({ cell, code, message }) {
        const question = this.sheet.schema.questions[code];
        const where = question
            ? h("a", { href: `#q-${code}` }, `${cell}, ${question.title}`)
            : h("strong", {}, cell);
        return h("li", {}, where, ` ${message}`);
    }

    say(text, wrong = false) {
        this.message.textContent = text;
        this.message.classList.toggle("sf_problem", wrong);
    }
}
