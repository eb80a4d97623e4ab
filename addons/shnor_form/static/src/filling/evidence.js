import { Interaction } from "@web/public/interaction";
import { h, show } from "@shnor_form/filling/dom";
import { showSize } from "@shnor_form/filling/format";
import { word } from "@shnor_form/filling/words";

// a phone's photo is five megabytes; a paper on it is as readable at a tenth of them
const PHOTO_SIDE = 2000;
const PHOTO_BYTES = 700 * 1024;

/** Files that prove an answer. */
export class Evidence extends Interaction {
    static selector = ".sf_evidence";
    dynamicContent = {
        "input[type=file]": { "t-on-change": this.onChoose },
        "[data-choose]": { "t-on-click": () => this.input.click() },
    };

    setup() {
        this.sheet = this.env.sheet;
        this.code = this.el.closest("[data-code]").dataset.code;
        this.question = this.sheet.schema.questions[this.code];
        this.input = this.el.querySelector("input[type=file]");
        this.list = this.el.querySelector("ul");
        this.message = this.el.querySelector("[data-message]");
        this.bar = this.el.querySelector("progress");
    }

    start() {
        this.el.querySelector("[data-title]").textContent = word(
            this.question.evidence === "required" ? "evidence_required" : "evidence"
        );
        this.input.setAttribute("aria-label", word("evidence_of", { title: this.question.title }));
        this.bar.setAttribute("aria-label", word("uploading"));
        this.addListener(this.sheet, "refresh", () => this.update());
        this.update();
    }

    update() {
        const files = this.sheet.evidence[this.code] || [];
        const editable = this.sheet.isEditable(this.code);
        if (!show(this.el, editable || files.length)) {
            return;
        }
        show(this.el.querySelector("[data-choose]"), editable);
        const key = JSON.stringify([files, editable]);
        if (key !== this.shown) {
            this.shown = key;
            this.list.replaceChildren(...files.map((file) => this.line(file, editable)));
        }
    }

    line(file, editable) {
        const link = h(
            "a",
            { href: this.env.url(`/evidence/${file.id}`), download: file.name },
            file.name
        );
        const line = h("li", {}, link, ` (${showSize(file.size)}) `);
        if (editable) {
            const label = word("remove_file", { name: file.name });
            const button = h(
                "button",
                { type: "button", class: "sf_link", "aria-label": label },
                word("remove")
            );
            button.addEventListener("click", () => this.remove(file));
            line.append(button);
        }
        return line;
    }

    async onChoose() {
        const [file] = this.input.files;
        this.input.value = "";
        if (!file) {
            return;
        }
        this.say(word("uploading_file", { name: file.name }));
        show(this.bar, true);
        const result = await this.env.upload(
            "/evidence",
            { code: this.code, ufile: await lighter(file) },
            (share) => {
                this.bar.value = share;
            }
        );
        show(this.bar, false);
        this.say(result.error || word("uploaded", { name: file.name }), Boolean(result.error));
        if (result.evidence) {
            this.sheet.takeEvidence(result.evidence);
        }
    }

    async remove(file) {
        const result = await this.env.ask("/evidence/remove", { evidence_id: file.id });
        this.say(result.error || word("removed", { name: file.name }), Boolean(result.error));
        if (result.evidence) {
            this.sheet.takeEvidence(result.evidence);
        }
        this.el.querySelector("[data-choose]").focus();
    }

    say(text, wrong = false) {
        this.message.textContent = text;
        this.message.classList.toggle("sf_problem", wrong);
    }
}

/** Returns a photo small enough for a bad line; anything else as it is. */
async function lighter(file) {
    if (file.type !== "image/jpeg" || file.size < PHOTO_BYTES || !window.createImageBitmap) {
        return file;
    }
    try {
        const image = await createImageBitmap(file, { imageOrientation: "from-image" });
        const scale = Math.min(1, PHOTO_SIDE / Math.max(image.width, image.height));
        const canvas = h("canvas", {
            width: Math.round(image.width * scale),
            height: Math.round(image.height * scale),
        });
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
        return blob && blob.size < file.size ? new File([blob], file.name, { type: blob.type }) : file;
    } catch {
        // no picture that this browser can read: the server says what it thinks of it
        return file;
    }
}
