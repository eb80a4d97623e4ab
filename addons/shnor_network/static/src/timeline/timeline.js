import { _t } from "@web/core/l10n/translation";
import { Layout } from "@web/search/layout";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { Component, onWillStart, useState } from "@odoo/owl";

/**
 * The measures of a school year as bars along its months. A bar says in colour, in a sign and in
 * words how far the measure is; a click opens it.
 */
export class RoadmapTimeline extends Component {
    static template = "shnor_network.RoadmapTimeline";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, year: null, group: "school", show: "open", words: "" });
        onWillStart(() => this.load());
    }

    async load(changes = {}) {
        Object.assign(this.state, changes);
        const { year, group, show, words } = this.state;
        this.state.data = await this.orm.call("shnor.measure", "timeline_data", [
            year,
            group,
            show,
            words,
        ]);
        this.state.year = this.state.data.year;
    }

    get groups() {
        return [
            ["school", _t("By school")],
            ["task", _t("By task")],
            ["project", _t("By project")],
            ["territory", _t("By territory")],
        ];
    }

    get filters() {
        const { counts } = this.state.data;
        return [
            ["open", _t("Not finished")],
            ["late", _t("Late")],
            ["all", _t("All")],
        ].map(([name, label]) => ({ name, label, count: counts[name] }));
    }

    /** A sign, so that colour is never alone. */
    sign(bar) {
        if (bar.late) {
            return "fa-exclamation-triangle";
        }
        return {
            not_started: "fa-circle-o",
            in_progress: "fa-hourglass-half",
            done: "fa-check",
            partly: "fa-adjust",
            failed: "fa-times",
            moved: "fa-share",
        }[bar.state];
    }

    /** Beside the bar, on the side where there is room; else upon it. Per cent of the track. */
    place(bar) {
        if (bar.right < 68) {
            return `left: ${bar.right}%`;
        }
        return bar.left > 32 ? `right: ${100 - bar.left}%` : `left: ${bar.left}%`;
    }

    /** What a bar says, for those who point at it and for those who hear it. */
    words(bar) {
        const late = bar.late ? _t("days late: %s", bar.late) : "";
        const parts = [bar.name, bar.school, bar.dates, `${bar.state_label}, ${bar.percent} %`];
        return [...parts, late, bar.responsible].filter(Boolean).join("\n");
    }

    open(bar) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "shnor.measure",
            res_id: bar.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("shnor_network.roadmap_timeline", RoadmapTimeline);
