import { Layout } from "@web/search/layout";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { Component, onWillStart, useState } from "@odoo/owl";

/** What needs the user today: a card a matter, urgent ones first, each opens in one click. */
export class Home extends Component {
    static template = "shnor_monitoring.Home";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ cards: [] });
        onWillStart(async () => {
            this.state.cards = await this.orm.call("shnor.campaign", "home_data", []);
        });
    }

    open(card) {
        return this.action.doAction(card.action);
    }
}

registry.category("actions").add("shnor_monitoring.home", Home);
