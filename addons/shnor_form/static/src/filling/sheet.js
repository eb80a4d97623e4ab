import { Answers, missingCell } from "@shnor_form/filling/answers";
import { isEmpty, isSame } from "@shnor_form/filling/expression";
import { plainNumber, words } from "@shnor_form/filling/format";
import { word } from "@shnor_form/filling/words";

const NOTHING = { value: null, comment: "", confirmed: true, origin: "", revision: 0, by: "", at: "" };

/**
 * The sheet as this page knows it: what the server said, what was answered since, and what the
 * server did not take. Tells of changes by events: `answer` (detail: code), `sheet`, `reopened` (or closed), `queue`,
 * `queries`, `evidence`, `delegations`, `load`; by `stale` it asks to be loaded anew.
 *
 * Besides the queue the store holds, by question: `m/` what the server acknowledged after the
 * page was loaded (a copy of the page opened without a line is older than that), `k/` what was
 * not taken and stays as it was typed, `n/` what somebody else had answered meanwhile.
 */
export class Sheet extends EventTarget {
    /**
     * @param {Object} payload of `_form_payload`
     * @param {Store} store
     * @param {Queue} queue
     */
    constructor(payload, store, queue) {
        super();
        this.store = store;
        this.queue = queue;
        this.read(payload);
    }

    read(payload) {
        this.payload = payload;
        Object.assign(this, payload);
        this.checked = this.checked || false;
        this.known = payload.sheet.revision;
        for (const name of this.store.names("m/")) {
            const answer = this.store.get(name);
            const code = name.slice(2);
            if (!answer || answer.revision <= this.known || !this.schema.questions[code]) {
                this.store.remove(name);
            } else {
                this.answers[code] = answer;
            }
        }
        this.forget();
    }

    /** Takes what the server says now in place of all that was known. */
    load(payload) {
        this.read(payload);
        this.tell("load");
    }

    tell(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { detail }));
    }

    forget() {
        this.worked = null;
        this.queued = null;
    }

    // ------------------------------------------------------------------
    // Reading
    // ------------------------------------------------------------------
    /** Returns {code: newest waiting entry}. */
    get waiting() {
        if (!this.queued) {
            this.queued = {};
            for (const entry of this.queue.entries()) {
                this.queued[entry.code] = { ...this.queued[entry.code], ...entry };
            }
        }
        return this.queued;
    }

    /** Returns an answer as the person gave it, whether the server has it or not. */
    answer(code) {
        const saved = this.answers[code] || NOTHING;
        const entry = this.waiting[code];
        return entry
            ? {
                  ...saved,
                  value: entry.value,
                  comment: entry.comment === undefined ? saved.comment : entry.comment,
                  confirmed: true,
                  waiting: true,
              }
            : saved;
    }

    /** Returns what was typed and not taken: {raw, message, status}, or null. */
    kept(code) {
        return this.store.get(`k/${code}`);
    }

    /** Returns everything that was typed and not taken, in the order of the form. */
    allKept() {
        const names = new Set(this.store.names("k/"));
        return Object.values(this.schema.questions)
            .filter((question) => names.has(`k/${question.code}`))
            .map((question) => ({ question, ...this.kept(question.code) }));
    }

    /** Returns what somebody else had answered meanwhile: {value, words, by, at}, or null. */
    note(code) {
        return this.store.get(`n/${code}`);
    }

    /** Returns the formulas' view of the answers. */
    get work() {
        this.worked ||= new Answers(
            this.schema,
            (code) => this.answer(code).value,
            this.sheet.constants
        );
        return this.worked;
    }

    isVisible(code) {
        return this.work.visible.has(code);
    }

    isEditable(code) {
        const { editable, only } = this.sheet;
        return editable && (!only || only.includes(code));
    }

    /** Whether whoever fills the form submits it: its owner, or the staff that a form is for. */
    get handsIn() {
        return this.sheet.editable && this.sheet.role !== "delegate";
    }

    /** Returns what the previous form is called, without what this one is called as well. */
    get previousTitle() {
        const ours = this.sheet.subtitle.split(" ");
        const theirs = this.sheet.previous_title.split(" ");
        const start = theirs.findIndex((part) => !ours.includes(part));
        return start < 0 ? this.sheet.previous_title : theirs.slice(start).join(" ");
    }

    section(id) {
        return this.schema.sections.find((section) => section.id === id);
    }

    openQuery(code) {
        return this.queries.some((query) => query.code === code && query.state === "open");
    }

    // ------------------------------------------------------------------
    // What is missing or wrong
    // ------------------------------------------------------------------
    /** Returns {done, asked} of a section, or of all. */
    progress(section) {
        const sections = section ? [section] : this.schema.sections;
        const asked = sections
            .flatMap((one) => one.codes)
            .filter(
                (code) =>
                    this.isVisible(code) && this.schema.questions[code].type !== "computed"
            );
        const done = asked.filter((code) => {
            const answer = this.answer(code);
            return !isEmpty(answer.value) && answer.confirmed && !this.kept(code);
        });
        return { done: done.length, asked: asked.length };
    }

    /** Returns what keeps the sheet from being submitted, as the server would tell it. */
    problems() {
        const found = [];
        for (const section of this.schema.sections) {
            for (const code of section.codes) {
                found.push(...this.problemsOf(code));
            }
        }
        for (const { check, rows } of this.work.failed()) {
            const code = check.codes.find((one) => this.schema.questions[one]);
            const question = this.schema.questions[code];
            found.push({
                kind: "check",
                severity: check.severity,
                code: code || "",
                section: question ? question.section : 0,
                check: check.id,
                message: rows.length
                    ? word("in_rows", { message: check.message, rows: rows.join(", ") })
                    : check.message,
            });
        }
        return found;
    }

    problemsOf(code) {
        const question = this.schema.questions[code];
        const { only } = this.sheet;
        if (!this.isVisible(code) || (only && !only.includes(code))) {
            return [];
        }
        const about = { kind: "", severity: "error", code, section: question.section, check: 0 };
        const kept = this.kept(code);
        if (kept) {
            return [{ ...about, kind: "refused", message: kept.message }];
        }
        const previous = (this.previous[code] || {}).value;
        const lacks = this.work.lacks(question, this.answer(code), {
            previous,
            evidence: Boolean((this.evidence[code] || []).length),
            query: this.openQuery(code),
        });
        return lacks.map((kind) => ({
            ...about,
            kind,
            message: this.lackWords(kind, question, previous),
        }));
    }

    lackWords(kind, question, previous) {
        const value = this.work.values[question.code];
        if (kind === "delta") {
            return word("lack_delta", {
                before: words(question, previous),
                now: words(question, value),
            });
        }
        return word(`lack_${kind}`, kind === "cell" ? missingCell(question, value) : {});
    }

    /** Returns how a section stands: "errors", "remarks", "complete", "begun" or "empty". */
    sectionState(section, problems = this.problems()) {
        const own = problems.filter((problem) => problem.section === section.id);
        if (own.some((problem) => ["refused", "check"].includes(problem.kind) && isError(problem))) {
            return "errors";
        }
        if (own.some((problem) => problem.kind === "query" || problem.kind === "check")) {
            return "remarks";
        }
        if (!this.progress(section).done) {
            return "empty";
        }
        return own.some(isError) ? "begun" : "complete";
    }

    // ------------------------------------------------------------------
    // Changing
    // ------------------------------------------------------------------
    /**
     * Takes an answer of the person: it is kept here at once, and sent as soon as there is a line.
     *
     * @param {string} code
     * @param {Object} change {value?, comment?}
     */
    change(code, change) {
        const now = this.answer(code);
        const value = "value" in change ? change.value : now.value;
        this.queue.put({
            code,
            value,
            confirmed: true,
            base: (this.answers[code] || NOTHING).revision,
            ...(change.comment === undefined ? {} : { comment: change.comment }),
        });
        if ("value" in change) {
            this.store.remove(`k/${code}`);
        }
        this.changed(code);
        this.tell("queue");
    }

    /** Keeps what cannot be an answer as it was typed. */
    keep(code, raw, message, status = "refused") {
        this.store.set(`k/${code}`, { raw, message, status });
        this.changed(code);
    }

    /** Gives up what was typed and not taken, and goes back to what is saved. */
    giveUp(code) {
        this.store.remove(`k/${code}`);
        this.changed(code);
    }

    /** Forgets what somebody else had answered, once the person has seen it. */
    dismiss(code) {
        this.store.remove(`n/${code}`);
        this.changed(code);
    }

    changed(code) {
        this.forget();
        this.tell("answer", code);
    }

    /** Takes what another tab of this browser has stored; no name: anything. */
    takeStored(name) {
        const [kind, code] = [name.slice(0, 2), name.slice(2)];
        const answer = kind === "m/" && this.store.get(name);
        if (answer && answer.revision > (this.answers[code] || NOTHING).revision) {
            this.answers[code] = answer;
        }
        this.forget();
        this.tell("answer", code);
    }

    // ------------------------------------------------------------------
    // What the server says
    // ------------------------------------------------------------------
    /**
     * @param {Array} batch entries that were sent
     * @param {Object} result of `_form_save`
     */
    acknowledge(batch, result) {
        const acks = new Map(result.acks.map((ack) => [ack.seq, ack]));
        for (const entry of batch) {
            const ack = acks.get(entry.seq);
            if (ack) {
                this.decide(entry, ack, entry.code in result.changes);
            }
        }
        this.forget();
        this.takeChanges(result.changes);
        this.known = Math.max(this.known, result.revision);
        this.takeState(result.sheet);
        this.tell("queue");
    }

    decide(entry, ack, changed = false) {
        const { code } = entry;
        const before = this.answers[code] || NOTHING;
        const replayed = ack.status === "replayed";
        const saved = ack.status === "saved" || replayed;
        if (replayed && (changed || before.revision > entry.base)) {
            // it was saved before, and somebody else answered before or after it: ask which counts
            this.tell("stale");
        } else if (saved) {
            this.remember(code, {
                value: entry.value,
                comment: entry.comment === undefined ? before.comment : entry.comment || "",
                confirmed: true,
                origin: "typed",
                revision: ack.revision,
                by: this.sheet.me,
                at: new Date().toISOString(),
            });
        } else if (ack.status !== "overtaken" && this.isLast(entry)) {
            // overtaken: a newer answer of this browser is on the server already
            const question = this.schema.questions[code];
            this.store.set(`k/${code}`, {
                raw: rawOf(question, entry.value),
                message: ack.message,
                status: ack.status,
                comment: entry.comment,
            });
        }
        if (ack.conflict) {
            this.store.set(`n/${code}`, ack.conflict);
        }
        this.queue.settle(entry, saved ? ack.revision : 0);
        this.changed(code);
    }

    isLast(entry) {
        const last = this.queue.waiting(entry.code);
        return !last || last.name === entry.name;
    }

    remember(code, answer) {
        this.answers[code] = answer;
        this.store.set(`m/${code}`, answer);
    }

    takeChanges(changes) {
        for (const [code, answer] of Object.entries(changes)) {
            const question = this.schema.questions[code];
            const mine = this.answers[code] || NOTHING;
            if (!question || mine.revision >= answer.revision) {
                continue;
            }
            const shown = this.answer(code);
            const same = isSame(shown.value, answer.value);
            this.remember(code, answer);
            if (!same) {
                // what is being typed stays; the note offers the other answer instead
                this.store.set(`n/${code}`, {
                    value: answer.value,
                    words: words(question, answer.value),
                    by: answer.by,
                    at: answer.at,
                    before: words(question, shown.value),
                    taken: !this.waiting[code] && !this.kept(code),
                });
            }
            this.changed(code);
        }
    }

    takeState(state) {
        const before = this.sheet;
        this.sheet = { ...before, ...state };
        if (!isSame(before, this.sheet)) {
            this.tell(before.editable === this.sheet.editable ? "sheet" : "reopened");
        }
    }

    takeEvidence(evidence) {
        this.evidence = evidence;
        this.tell("evidence");
    }

    takeQuery(query) {
        this.queries = this.queries.map((one) => (one.id === query.id ? query : one));
        this.tell("queries");
    }

    takeDelegations(delegations) {
        this.delegations = delegations;
        this.tell("delegations");
    }
}

/** Returns an answer as it stands in its field. */
export function rawOf(question, value) {
    return question && question.type === "number" ? plainNumber(value) : value;
}

function isError(problem) {
    return problem.severity === "error";
}
