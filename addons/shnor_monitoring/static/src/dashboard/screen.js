import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { Component, onWillStart, useState } from "@odoo/owl";

/** A screen about one campaign: chosen above, read anew, each number opens what stands behind it. */
export class CampaignScreen extends Component {
    static components = { Layout };
    static props = { ...standardActionServiceProps };
    /** Name of the method of shnor.campaign that tells everything. */
    static source = "";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const params = this.props.action.params || {};
        this.state = useState({
            data: null,
            campaignId: params.campaign_id || this.props.action.context?.active_id || null,
        });
        onWillStart(() => this.load());
    }

    async load(changes = {}) {
        Object.assign(this.state, changes);
        this.state.data = await this.orm.call("shnor.campaign", this.constructor.source, [
            this.state.campaignId,
        ]);
        this.state.campaignId = this.state.data.campaign?.id || null;
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async run(model, id, method) {
        await this.action.doAction(await this.orm.call(model, method, [[id]]));
    }

    openCampaign(method) {
        return this.run("shnor.campaign", this.state.campaignId, method);
    }

    print() {
        window.print();
    }
}
