import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";

const PAUSE = 2000;

/**
 * Reloads the form while the server works on the import, so that its progress is seen.
 */
export class ImportWatch extends Component {
    static template = xml`<span/>`;
    static props = { ...standardWidgetProps };

    setup() {
        this.busy = false;
        onMounted(() => {
            this.timer = setInterval(() => this.look(), PAUSE);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    async look() {
        const { record } = this.props;
        const working = ["queued", "running"].includes(record.data.state);
        if (!working || this.busy || !record.resId || document.hidden) {
            return;
        }
        this.busy = true;
        try {
            await record.load();
        } finally {
            this.busy = false;
        }
    }
}

registry.category("view_widgets").add("shnor_import_watch", { component: ImportWatch });
