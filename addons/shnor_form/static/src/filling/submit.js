import { Interaction } from "@web/public/interaction";
import { h, show } from "@shnor_form/filling/dom";
import { randomName } from "@shnor_form/filling/queue";
import { word } from "@shnor_form/filling/words";

/** The last step: what is missing or wrong, the director's word for it, and the receipt. */
export class Submit extends Interaction {
    static selector = ".sf_summary";
    dynamicContent = {
        "[data-submit]": { "t-on-click": this.onSubmit },
        "[data-declare]": { "t-on-change": () => this.update() },
        "[data-problems]": { "t-on-input": this.onComment },
    };

    setup() {
        this.sheet = this.env.sheet;
        this.problems = this.el.querySelector("[data-problems]");
        this.declare = this.el.querySelector("[data-declare]");
        this.button = this.el.querySelector("[data-submit]");
        this.message = this.el.querySelector("[data-message]");
        // written comments stay here until the server has them
        this.comments = {
            ...this.sheet.warning_comments,
            ...this.sheet.store.get("comments"),
        };
        this.fromServer = null;
    }

    start() {
        this.addListener(this.sheet, "check", () => this.check());
        this.addListener(this.sheet, "answer", () => {
            this.fromServer = null;
        });
        this.addListener(this.sheet, "refresh", () => this.update());
        this.update();
    }

    /** The person wants to know how the form stands. */
    check() {
        this.sheet.checked = true;
        this.sheet.tell("answer");
        this.env.sender.kick();
    }

    onComment(ev) {
        this.comments[ev.target.dataset.check] = ev.target.value;
        this.sheet.store.set("comments", this.comments);
    }

    // ------------------------------------------------------------------
    // What is missing or wrong
    // ------------------------------------------------------------------
    update() {
        if (this.el.hidden) {
            return;
        }
        const { sheet } = this.sheet;
        const owner = this.sheet.handsIn;
        const problems = sheet.editable ? this.fromServer || this.sheet.told : [];
        this.showProblems(problems);
        const { done, asked } = this.sheet.progress();
        this.el.querySelector("[data-out=progress]").textContent = word("progress", { done, asked });
        const fine = sheet.editable && !problems.some((one) => one.severity === "error");
        show(this.el.querySelector("[data-part=fine]"), fine && owner);
        show(this.el.querySelector("[data-part=delegate]"), sheet.role === "delegate" && sheet.editable);
        show(this.el.querySelector("[data-part=declare]"), owner);
        this.button.disabled = !this.declare.checked || this.busy;
        this.showReceipt();
    }

    showProblems(problems) {
        // a box that is being written in must not be replaced
        const key = JSON.stringify(problems);
        if (key === this.shown) {
            return;
        }
        this.shown = key;
        const sections = [...this.sheet.schema.sections, { id: 0, title: word("whole_form") }];
        this.problems.replaceChildren(
            ...sections
                .map((section) => ({
                    section,
                    own: problems.filter((problem) => problem.section === section.id),
                }))
                .filter(({ own }) => own.length)
                .map(({ section, own }) =>
                    h(
                        "section",
                        {},
                        h("h3", {}, section.title),
                        h("ul", { class: "sf_problems" }, ...this.lines(section, own))
                    )
                )
        );
    }

    // a form opens with a hundred answers to be confirmed: that is one thing to do, not a hundred
    lines(section, problems) {
        const unconfirmed = problems.filter((problem) => problem.kind === "unconfirmed");
        if (unconfirmed.length < 2) {
            return problems.map((problem) => this.line(problem));
        }
        const count = unconfirmed.length;
        const link = h("a", { href: `#s-${section.id}` }, word("prefilled_count", { count }));
        return [
            h("li", { class: "sf_todo" }, h("strong", {}, word("todo")), " ", link),
            ...problems
                .filter((problem) => problem.kind !== "unconfirmed")
                .map((problem) => this.line(problem)),
        ];
    }

    line(problem) {
        const wrong = ["check", "refused"].includes(problem.kind);
        const sort = problem.severity === "error" && !wrong ? "todo" : problem.severity;
        const question = this.sheet.schema.questions[problem.code];
        const line = h(
            "li",
            { class: `sf_${sort}` },
            h("strong", {}, word(sort)),
            " ",
            question ? h("a", { href: `#q-${problem.code}` }, question.title) : null,
            h("div", {}, problem.message)
        );
        if (problem.severity === "warning" && this.sheet.handsIn) {
            const id = `w-${problem.check}`;
            const box = h("textarea", { id, rows: 2, maxlength: 2000, "data-check": problem.check });
            box.value = this.comments[problem.check] || "";
            line.append(h("label", { for: id }, word("warning_comment")), box);
        }
        return line;
    }

    // ------------------------------------------------------------------
    // Handing in
    // ------------------------------------------------------------------
    async onSubmit() {
        this.busy = true;
        this.say(word("submitting"));
        try {
            await this.submit();
        } finally {
            this.busy = false;
            this.update();
        }
    }

    async submit() {
        await this.env.sender.run();
        if (Object.keys(this.sheet.waiting).length) {
            this.say(word("submit_waits"), true);
            return;
        }
        const result = await this.env.ask("/submit", {
            key: this.key(),
            warning_comments: this.comments,
        });
        if (result.sheet) {
            const receipt = result.receipt || result.sheet.receipt;
            this.sheet.takeState({ ...result.sheet, receipt });
        }
        if (result.receipt) {
            this.sheet.store.remove("key");
            this.sheet.store.remove("comments");
            this.declare.checked = false;
            this.say("");
            this.sheet.tell("rebuild");
            this.update();
            this.el.querySelector("[data-part=receipt]").focus();
        } else if (result.problems) {
            this.fromServer = result.problems;
            this.shown = null;
            this.say(word("submit_problems", { count: result.problems.length }), true);
            this.update();
        } else {
            this.say(result.error, true);
        }
    }

    /** Returns the name of this submit: the same until its receipt is here. */
    key() {
        const key = this.sheet.store.get("key") || randomName();
        this.sheet.store.set("key", key);
        return key;
    }

    say(text, wrong = false) {
        this.message.textContent = text || "";
        this.message.classList.toggle("sf_problem", wrong);
    }

    showReceipt() {
        const { receipt, state } = this.sheet.sheet;
        const box = this.el.querySelector("[data-part=receipt]");
        if (!show(box, receipt && ["submitted", "accepted"].includes(state))) {
            return;
        }
        for (const name of ["number", "date_text", "by", "checksum"]) {
            box.querySelector(`[data-out=${name}]`).textContent = receipt[name];
        }
        box.querySelector("[data-pdf]").href = this.env.url(`/receipt/${receipt.id}/pdf`);
    }
}
