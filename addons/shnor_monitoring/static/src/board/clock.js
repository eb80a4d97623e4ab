import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Component, onWillStart, useState } from "@odoo/owl";

/** The days that the working group has left, above every screen. */
export class Clock extends Component {
    static template = "shnor_monitoring.Clock";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ clocks: [] });
        onWillStart(async () => {
            if (await user.hasGroup("shnor_registry.group_working_group")) {
                this.state.clocks = await this.orm
                    .silent.call("shnor.campaign", "working_group_clocks", []);
            }
        });
    }

    open(clock) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "shnor.campaign",
            res_id: clock.id,
            views: [[false, "form"]],
        });
    }
}

registry
    .category("systray")
    .add("shnor_monitoring.clock", { Component: Clock }, { sequence: 60 });
