import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

import { CampaignScreen } from "./screen";

/** What came of the previous campaign: decisions, recommendations, measures, indicators. */
export class Loop extends CampaignScreen {
    static template = "shnor_monitoring.Loop";
    static source = "loop_data";

    setup() {
        super.setup();
        this.state.pending = false;
    }

    get kinds() {
        const { rows } = this.state.data;
        return [
            ["decisions", _t("Decisions of the working group"), "action_open_loop_decisions"],
            ["recommendations", _t("Recommendations"), "action_open_followups"],
            ["measures", _t("Measures of the roadmaps"), "action_open_loop_measures"],
        ]
            .map(([name, label, method]) => ({
                name,
                label,
                method,
                ...rows.counts[name],
                rows: rows[name].filter((row) => !this.state.pending || !row.done),
            }))
            .filter((kind) => kind.total);
    }

    /** What stands before a cell where a phone shows a row as a block. */
    get labels() {
        return {
            before: _t("Before"),
            now: _t("Now"),
            moved: _t("Has it moved"),
            who: _t("Who"),
            until: _t("Until"),
            state: _t("How it stands"),
            came: _t("What came out"),
            indicator: _t("Indicator"),
        };
    }

    sign(movement) {
        return {
            better: "fa-arrow-up text-success",
            worse: "fa-arrow-down text-danger",
            same: "fa-minus",
        }[movement];
    }

    open(kind, row) {
        return this.openRecord(row.model, row.id);
    }
}

registry.category("actions").add("shnor_monitoring.loop", Loop);
