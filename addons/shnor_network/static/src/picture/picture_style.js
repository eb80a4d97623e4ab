/** How the graph looks: kinds by colour and by shape, activity by the width of the line. */
export const picture_style = [
    {
        selector: "node",
        style: {
            "background-color": "#6c757d",
            "font-size": 12,
            "text-max-width": 130,
            "text-valign": "bottom",
            "text-wrap": "wrap",
            color: "#212529",
            height: 22,
            label: "data(label)",
            shape: "round-rectangle",
            "text-background-color": "#ffffff",
            "text-background-opacity": 0.75,
            "text-margin-y": 3,
            width: 22,
        },
    },
    {
        selector: "node[kind = 'school']",
        style: { "background-color": "#3b6ea5", shape: "ellipse" },
    },
    {
        selector: "node[kind = 'leader_school']",
        style: { "background-color": "#c2571a", height: 30, shape: "star", width: 30 },
    },
    {
        selector: "node[lonely = 1]",
        style: {
            "background-color": "#ffffff",
            "border-color": "#b02a37",
            "border-style": "dashed",
            "border-width": 3,
        },
    },
    {
        selector: "edge",
        style: {
            "curve-style": "straight",
            "line-color": "#2f7d5b",
            width: "mapData(weight, 0, 12, 2, 12)",
        },
    },
    {
        selector: "edge[active = 0]",
        style: { "line-color": "#b8860b", "line-style": "dashed" },
    },
    { selector: ".faded", style: { opacity: 0.15 } },
];
