// @odoo-module ignore
// Interaction asks for two modules of `web` that would bring OWL, the translations and the user
// with them: 150 kilobytes for what this page does not use. Here is what it does use of them.
odoo.define("@web/core/utils/render", [], () => ({
    renderToFragment() {
        throw new Error("This page has no OWL templates.");
    },
}));

odoo.define("@web/core/utils/timing", [], () => {
    function later(start, stop) {
        return (fn) => {
            let handle;
            const wrapped = (...args) => {
                stop(handle);
                handle = start(() => fn(...args));
            };
            return Object.assign(wrapped, { cancel: () => stop(handle) });
        };
    }
    return {
        debounce: (fn, delay) => later((run) => setTimeout(run, delay), clearTimeout)(fn),
        throttleForAnimation: later(requestAnimationFrame, cancelAnimationFrame),
    };
});
