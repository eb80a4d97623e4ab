"""Programs that time the product against plain SQL, the ORM and Odoo's stock import."""
