import { registry } from "@web/core/registry";
import { useFileUploader } from "@web/core/utils/files";
import {
    Many2ManyBinaryField,
    many2ManyBinaryField,
} from "@web/views/fields/many2many_binary/many2many_binary_field";
import { useState } from "@odoo/owl";

/**
 * Files to import: chosen by the button, or dropped onto the field.
 */
export class ImportFilesField extends Many2ManyBinaryField {
    static template = "shnor_registry.ImportFilesField";

    setup() {
        super.setup();
        this.uploadFiles = useFileUploader();
        this.drop = useState({ over: false, busy: false });
    }

    onDragOver(ev) {
        this.drop.over = !this.props.readonly && ev.dataTransfer.types.includes("Files");
    }

    onDragLeave() {
        this.drop.over = false;
    }

    async onDrop(ev) {
        this.drop.over = false;
        const files = [...ev.dataTransfer.files];
        if (this.props.readonly || !files.length) {
            return;
        }
        this.drop.busy = true;
        try {
            const { resId, resModel } = this.props.record;
            const uploaded = await this.uploadFiles("/web/binary/upload_attachment", {
                csrf_token: odoo.csrf_token,
                ufile: files,
                model: resModel,
                id: resId || 0,
            });
            await this.onFileUploaded(uploaded || []);
        } finally {
            this.drop.busy = false;
        }
    }
}

registry.category("fields").add("shnor_import_files", {
    ...many2ManyBinaryField,
    component: ImportFilesField,
});
