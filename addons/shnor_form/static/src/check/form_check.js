import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { Component, useState } from "@odoo/owl";

/**
 * All answers of one form as a table: answer, what it was, what the register and the other form
 * say, what is asked. One request reads it; asking and closing happen in the row.
 */
export class FormCheck extends Component {
    static template = "shnor_form.FormCheck";
    static props = { record: Object, readonly: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ data: null, filter: "all", search: "", talk: null, body: "" });
        useAutofocus({ refName: "talk" });
        useRecordObserver((record) =>
            // what the buttons of the form change is read here, so that the rows follow
            this.load(record.resId, record.data.form_state, record.data.form_open_query_count)
        );
    }

    async load(id) {
        if (id) {
            this.state.data = await this.call("form_check_rows", id, []);
        }
    }

    call(method, id, args) {
        return this.orm.call("survey.user_input", method, [[id], ...args]);
    }

    get filters() {
        const filters = [
            ["all", _t("All"), () => true],
            ["changed", _t("Changed a lot"), (row) => row.changed],
            ["comment", _t("With explanation"), (row) => row.comment],
            ["differs", _t("Differs"), (row) => row.record_differs || row.other_differs],
            ["problems", _t("With remarks"), (row) => row.problems.length],
            ["query", _t("Asked about"), (row) => row.queries.length],
            ["empty", _t("Unanswered"), (row) => row.empty],
        ];
        const rows = this.state.data.sections.flatMap((section) => section.rows);
        return filters.map(([name, label, test]) => ({
            name,
            label,
            test,
            count: rows.filter(test).length,
        }));
    }

    get sections() {
        const { test } = this.filters.find((filter) => filter.name === this.state.filter);
        const words = this.state.search.trim().toLowerCase();
        const shown = (row) =>
            test(row) && (!words || `${row.code} ${row.title}`.toLowerCase().includes(words));
        return this.state.data.sections
            .map((section) => ({ ...section, rows: section.rows.filter(shown) }))
            .filter((section) => section.rows.length);
    }

    /** Columns that no row fills are left out, so that the others have room. */
    get columns() {
        const rows = this.state.data.sections.flatMap((section) => section.rows);
        return {
            previous: rows.some((row) => row.previous),
            record: rows.some((row) => row.record),
            other: rows.some((row) => row.other),
        };
    }

    get columnCount() {
        return 4 + Object.values(this.columns).filter(Boolean).length;
    }

    get url() {
        return `/my/forms/${this.props.record.resId}`;
    }

    /** Open the field for words under a row: a new question, or a word in a query. */
    startTalk(row, query = null) {
        this.state.talk = { code: row.code, query };
        this.state.body = "";
    }

    isTalking(row) {
        return this.state.talk && this.state.talk.code === row.code;
    }

    stopTalk() {
        this.state.talk = null;
    }

    onTalkKeydown(event) {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            this.send();
        } else if (event.key === "Escape") {
            event.stopPropagation();
            this.stopTalk();
        } else {
            return;
        }
        event.preventDefault();
    }

    async send() {
        const { code, query } = this.state.talk;
        if (!this.state.body.trim()) {
            this.notification.add(_t("Write what you ask."), { type: "warning" });
            return;
        }
        if (query) {
            await this.change("form_check_talk", [query.id, this.state.body]);
        } else {
            await this.change("form_check_ask", [code, this.state.body]);
        }
        this.stopTalk();
    }

    close(query) {
        return this.change("form_check_talk", [query.id, "", true]);
    }

    async change(method, args) {
        this.state.data = await this.call(method, this.props.record.resId, args);
        // the counters above the table
        await this.props.record.load();
    }
}

registry.category("view_widgets").add("shnor_form_check", {
    component: FormCheck,
    fieldDependencies: [
        { name: "form_state", type: "selection" },
        { name: "form_open_query_count", type: "integer" },
    ],
});
