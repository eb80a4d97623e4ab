import { loadBundle } from "@web/core/assets";
import { Component, onMounted, onWillStart, onWillUnmount, useRef } from "@odoo/owl";

const INK = "#1f4e79";
const PLAN = "#9a3412";

/** The share of one indicator over the campaigns, with the plan as a broken line. */
export class HistoryChart extends Component {
    static template = "shnor_monitoring.HistoryChart";
    static props = { label: String, plan: String, history: Array };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        onMounted(() => {
            this.chart = new window.Chart(this.canvas.el, this.config);
        });
        onWillUnmount(() => this.chart?.destroy());
    }

    get config() {
        const { history, label, plan } = this.props;
        // a plan that was made later is drawn along the whole line: that is where it is to go
        const target = history.at(-1)?.target;
        return {
            type: "line",
            data: {
                labels: history.map((one) => one.name),
                datasets: [
                    {
                        label,
                        data: history.map((one) => one.percent),
                        borderColor: INK,
                        backgroundColor: INK,
                        pointRadius: 5,
                        spanGaps: true,
                    },
                    {
                        label: plan,
                        data: history.map((one) => one.target ?? target),
                        borderColor: PLAN,
                        backgroundColor: PLAN,
                        borderDash: [6, 4],
                        pointRadius: history.length > 1 ? 0 : 4,
                        pointStyle: "line",
                        spanGaps: true,
                    },
                ],
            },
            options: {
                animation: false,
                // a point at 0 % or 100 % is a whole one
                clip: false,
                maintainAspectRatio: false,
                // sharp on paper, too
                devicePixelRatio: 2,
                scales: {
                    x: { grid: { display: false }, offset: true },
                    y: { min: 0, max: 100, ticks: { stepSize: 25, callback: (value) => `${value} %` } },
                },
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        callbacks: {
                            label: (item) =>
                                item.datasetIndex
                                    ? `${plan}: ${item.formattedValue} %`
                                    : `${history[item.dataIndex].share} (${item.formattedValue} %)`,
                        },
                    },
                },
            },
        };
    }
}
