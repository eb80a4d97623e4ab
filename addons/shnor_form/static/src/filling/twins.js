import { Interaction } from "@web/public/interaction";
import { h, show } from "@shnor_form/filling/dom";
import { word } from "@shnor_form/filling/words";

/** The form as an Excel workbook to fill without a line, and on paper. */
export class Twins extends Interaction {
    static selector = ".sf_twins";
    dynamicContent = {
        "input[type=file]": { "t-on-change": this.onChoose },
        "[data-choose]": { "t-on-click": () => this.input.click() },
    };

    setup() {
        this.sheet = this.env.sheet;
        this.input = this.el.querySelector("input[type=file]");
        this.message = this.el.querySelector("[data-message]");
        this.faults = this.el.querySelector("[data-faults]");
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
        if (!file) {
            return;
        }
        this.say(word("uploading_file", { name: file.name }));
        show(this.bar, true);
        // what was typed here first, so that the workbook comes after it
        await this.env.sender.run();
        const result = await this.env.upload("/xlsx", { ufile: file }, (share) => {
            this.bar.value = share;
        });
        show(this.bar, false);
        const faults = result.errors || [];
        this.say(
            result.error || word(faults.length ? "workbook_faults" : "workbook_taken", {
                saved: result.saved,
                count: faults.length,
            }),
            Boolean(result.error) || faults.length > 0
        );
        this.faults.replaceChildren(
            ...faults.map((fault) => h("li", {}, h("strong", {}, fault.cell), ` ${fault.message}`))
        );
        if (result.saved) {
            await this.env.reload();
        }
    }

    say(text, wrong = false) {
        this.message.textContent = text;
        this.message.classList.toggle("sf_problem", wrong);
    }
}
