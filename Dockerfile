# Odoo 19.0 with the SHNOR addons. Built and started by docker-compose.yml.
FROM odoo:19.0

USER root
# What WeasyPrint takes from the system: Pango with its fonts' tools, and cffi, which Debian's cryptography does not bring;
# and Liberation, whose letters are as wide as those of Times New Roman, for orders on paper.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 python3-cffi fonts-liberation \
    && rm -rf /var/lib/apt/lists/*
# The image's own Python packages come from Debian and stay as they are; ours go beside them.
COPY requirements.txt /etc/odoo/shnor-requirements.txt
RUN pip3 install --no-cache-dir --break-system-packages --no-deps --ignore-installed -r /etc/odoo/shnor-requirements.txt
COPY config/odoo.production.conf /etc/odoo/odoo.conf
COPY scripts/docker-init /usr/local/bin/shnor-init
COPY addons /mnt/extra-addons
USER odoo
