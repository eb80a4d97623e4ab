import { loadJS } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { picture_style } from "./picture_style";

const LIBRARY = "/shnor_network/static/lib/cytoscape/cytoscape.min.js";
const LABEL_LENGTH = 34;

/** Who works with whom, and how actively: a graph, and the same as a table and a workbook. */
export class NetworkPicture extends Component {
    static template = "shnor_network.Picture";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvas = useRef("canvas");
        this.state = useState({
            view: "graph",
            filters: { date_from: "", date_to: "", territory_id: "" },
            picture: { nodes: [], edges: [], kinds: {}, drawn: 0 },
            territories: [],
            chosen: null,
        });
        onWillStart(async () => {
            const [territories] = await Promise.all([
                this.orm.searchRead("shnor.territory", [["kind", "!=", "settlement"]], ["name"], {
                    limit: 300,
                }),
                loadJS(LIBRARY),
                this.load(),
            ]);
            this.state.territories = territories;
        });
        onMounted(() => this.draw());
        onWillUnmount(() => this.graph?.destroy());
    }

    get arguments_() {
        const { date_from, date_to, territory_id } = this.state.filters;
        return {
            date_from: date_from || false,
            date_to: date_to || false,
            territory_id: territory_id ? Number(territory_id) : false,
        };
    }

    async load() {
        this.state.picture = await this.orm.call(
            "shnor.network.picture",
            "get_picture",
            [],
            this.arguments_
        );
        this.nodes = Object.fromEntries(this.state.picture.nodes.map((node) => [node.id, node]));
        this.state.chosen = null;
    }

    async onFilter() {
        await this.load();
        this.draw();
    }

    show(view) {
        this.state.view = view;
        if (view === "graph") {
            // the canvas is measured when it can be seen
            requestAnimationFrame(() => this.draw());
        }
    }

    // Drawing

    weight(edge) {
        return edge.held + edge.help;
    }

    get drawnEdges() {
        return this.state.picture.edges.slice(0, this.state.picture.drawn);
    }

    get elements() {
        const edges = this.drawnEdges;
        const linked = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
        const nodes = this.state.picture.nodes.filter((node) => linked.has(node.id) || node.lonely);
        return [
            ...nodes.slice(0, 2 * this.state.picture.drawn).map((node) => ({
                data: { ...node, label: this.shorten(node.label), lonely: node.lonely ? 1 : 0 },
            })),
            ...edges.map((edge) => ({
                data: {
                    ...edge,
                    id: `${edge.source}-${edge.target}`,
                    weight: Math.min(this.weight(edge), 12),
                    active: this.weight(edge) ? 1 : 0,
                },
            })),
        ];
    }

    shorten(label) {
        return label.length > LABEL_LENGTH ? `${label.slice(0, LABEL_LENGTH - 1)}…` : label;
    }

    draw() {
        if (!this.canvas.el || this.state.view !== "graph") {
            return;
        }
        this.graph?.destroy();
        this.graph = window.cytoscape({
            container: this.canvas.el,
            elements: this.elements,
            style: picture_style,
            layout: {
                name: "cose",
                animate: false,
                idealEdgeLength: () => 40,
                nodeDimensionsIncludeLabels: true,
                nodeRepulsion: () => 6000,
                padding: 30,
            },
            minZoom: 0.1,
            maxZoom: 3,
            wheelSensitivity: 0.3,
        });
        this.graph.on("tap", "node", (event) => this.choose(event.target.id()));
        this.graph.on("tap", (event) => {
            if (event.target === this.graph) {
                this.choose(null);
            }
        });
    }

    choose(id) {
        this.state.chosen = id;
        this.graph?.elements().removeClass("faded");
        if (id && this.graph) {
            const near = this.graph.getElementById(id).closedNeighborhood();
            this.graph.elements().not(near).addClass("faded");
        }
    }

    zoom(factor) {
        this.graph?.zoom({
            level: this.graph.zoom() * factor,
            renderedPosition: { x: this.graph.width() / 2, y: this.graph.height() / 2 },
        });
    }

    fit() {
        this.graph?.fit(undefined, 30);
    }

    // What the words tell

    get title() {
        const { nodes, edges } = this.state.picture;
        return _t("%(nodes)s schools and partners, %(edges)s links between them", {
            nodes: nodes.length,
            edges: edges.length,
        });
    }

    get lonely() {
        return this.state.picture.nodes.filter((node) => node.lonely);
    }

    get chosenNode() {
        return this.nodes[this.state.chosen];
    }

    get chosenEdges() {
        const id = this.state.chosen;
        return this.state.picture.edges
            .filter((edge) => edge.source === id || edge.target === id)
            .map((edge) => ({ ...edge, other: this.label(edge, id) }));
    }

    label(edge, id) {
        return this.nodes[edge.source === id ? edge.target : edge.source].label;
    }

    day(iso) {
        return iso ? iso.split("-").reverse().join(".") : "";
    }

    // Ways on

    openNode(id) {
        const school = id.startsWith("s") && Number(id.slice(1));
        if (school) {
            this.action.doAction({
                type: "ir.actions.act_window",
                res_model: "shnor.school",
                res_id: school,
                views: [[false, "form"]],
            });
        }
    }

    openEdge(edge) {
        const partner = edge.target.startsWith("s")
            ? ["partner_school_id", "=", Number(edge.target.slice(1))]
            : ["partner_name", "=", this.nodes[edge.target].label];
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Agreements"),
            res_model: "shnor.agreement",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["school_id", "=", Number(edge.source.slice(1))], partner],
        });
    }

    async download() {
        await this.action.doAction({
            type: "ir.actions.report",
            report_type: "xlsx",
            report_name: "shnor_network.network_picture_xlsx",
            report_file: "shnor_network.network_picture_xlsx",
            data: { filters: this.arguments_ },
        });
    }
}

registry.category("actions").add("shnor_network.picture", NetworkPicture);
