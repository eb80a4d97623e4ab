import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

import { HistoryChart } from "./history_chart";
import { CampaignScreen } from "./screen";

/** What the head of the committee looks at; may be printed. */
export class Dashboard extends CampaignScreen {
    static template = "shnor_monitoring.Dashboard";
    static components = { ...CampaignScreen.components, HistoryChart };
    static source = "dashboard_data";

    get planLabel() {
        return _t("Plan");
    }

    /** What was decided and advised, and how much of it is done. */
    get fulfilment() {
        const { counts } = this.state.data.loop;
        return [
            ["decisions", _t("Decisions of the working group")],
            ["recommendations", _t("Recommendations to schools and others")],
            ["measures", _t("Measures of the roadmaps")],
        ]
            .map(([name, label]) => ({ name, label, ...counts[name] }))
            .filter((one) => one.total);
    }

    /** A sign, so that colour is never alone. */
    trend(delta) {
        return delta > 0 ? "fa-arrow-up" : delta < 0 ? "fa-arrow-down" : "fa-minus";
    }

    share(one) {
        return one.total ? Math.round((100 * one.done) / one.total) : 0;
    }

    stageSign(state) {
        return {
            done: "fa-check",
            late: "fa-exclamation-triangle",
            past: "fa-exclamation-triangle",
            current: "fa-hourglass-half",
        }[state] || "fa-circle-o";
    }
}

registry.category("actions").add("shnor_monitoring.dashboard", Dashboard);
