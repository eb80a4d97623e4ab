import { user } from "@web/core/user";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const ROOT = "shnor_form/";
const WHO = `${ROOT}user`;
const PAGES = "shnor-form-page-";

/**
 * On a shared computer: when somebody else, or nobody, opens a page of the portal, the copies of
 * forms that were kept for opening without a line are dropped. What was typed and is not on the
 * server yet stays, under the name of who typed it; only that person's page reads it.
 */
export class ForgetForms extends Interaction {
    static selector = "#wrapwrap";

    async willStart() {
        const who = String(user.userId || "");
        try {
            if (localStorage.getItem(WHO) === who) {
                return;
            }
            localStorage.setItem(WHO, who);
            for (const key of Object.keys(localStorage)) {
                if (key.startsWith(ROOT) && key.includes("/m/")) {
                    localStorage.removeItem(key);
                }
            }
        } catch {
            // a browser that keeps nothing has nothing to forget
        }
        for (const name of window.caches ? await caches.keys() : []) {
            if (name.startsWith(PAGES)) {
                await caches.delete(name);
            }
        }
    }
}

registry.category("public.interactions").add("shnor_form.forget_forms", ForgetForms);
