import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { Layout } from "@web/search/layout";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { Component, onWillStart, useState } from "@odoo/owl";

/**
 * School × stage of one campaign. A cell says in colour and in words how far it is; a click opens
 * the work, its menu reminds, extends, gives it to somebody else.
 */
export class Board extends Component {
    static template = "shnor_monitoring.Board";
    static components = { Dropdown, DropdownItem, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const params = this.props.action.params || {};
        this.state = useState({
            data: null,
            campaignId: params.campaign_id || this.props.action.context?.active_id || null,
            which: "all",
            words: "",
            page: 0,
        });
        onWillStart(() => this.load());
    }

    async load(changes = {}) {
        Object.assign(this.state, changes);
        const { campaignId, which, words, page } = this.state;
        this.state.data = await this.orm.call("shnor.campaign", "board_data", [
            campaignId,
            which,
            words,
            page,
        ]);
        this.state.campaignId = this.state.data.campaign?.id || null;
    }

    get filters() {
        const counts = this.state.data.counts;
        return [
            ["all", _t("All schools")],
            ["mine", _t("Mine")],
            ["late", _t("Late")],
            ["nobody", _t("Without a responsible")],
        ].map(([name, label]) => ({ name, label, count: counts[name] }));
    }

    get columns() {
        const { stages, columns } = this.state.data;
        return stages.filter((stage) => columns.includes(stage.id));
    }

    /** A letter-like sign, so that colour is never alone. */
    sign(state) {
        return {
            ahead: "fa-circle-o",
            future: "fa-circle-o",
            open: "fa-hourglass-half",
            current: "fa-hourglass-half",
            past: "fa-exclamation-triangle",
            late: "fa-exclamation-triangle",
            done: "fa-check",
            done_late: "fa-check-square-o",
        }[state];
    }

    async act(id, method) {
        const action = await this.orm.call("shnor.stage.school", method, [[id]]);
        await this.action.doAction(action, { onClose: () => this.load() });
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async openStage(id) {
        this.action.doAction(await this.orm.call("shnor.stage", "action_open_schools", [[id]]));
    }

    async openProgress() {
        const ids = [this.state.campaignId];
        const action = await this.orm.call("shnor.campaign", "action_open_progress", [ids]);
        this.action.doAction(action);
    }
}

registry.category("actions").add("shnor_monitoring.board", Board);
