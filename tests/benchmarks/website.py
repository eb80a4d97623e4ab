"""The public pages against a page of the stock site, by requests to the same Odoo application.

The visitor has no session, as most have none; each page was opened before. Routing, rights,
statements and rendering are in the time, the network is not.
"""

import statistics
import threading
import time
from datetime import date, timedelta

from . import databases
from .generate import Generator, Scale
from .tools import machine, markdown_table, progress

SCHOOLS = 20
STOCK = "stock: /contactus"
PAGES = {
    STOCK: ("/contactus", "<form"),
    "ours: a campaign": ("/monitoring/{slug}", "SHA-256"),
    "ours: the list": ("/monitoring", "/monitoring/{slug}"),
}
WARM, CALLS = 10, 200  # requests of each page that do not count, and that do


def run(options):
    """Open the pages in turn.

    :param options: of the command line
    :return: Markdown
    """
    name = databases.ensure("website", _fill, f"{SCHOOLS}", template=options.template)
    try:
        databases.vacuum(name)
        with databases.environment(name) as env:
            slug = env["shnor.publication"].search([], limit=1).slug
            about = machine(env.cr)
        race = Race(name, slug)
        for turn in range(options.repeat):
            progress(f"website, {turn + 1} of {options.repeat}")
            race.run()
        return f"### Public pages\n\n{about}\n\n{race.markdown()}\n"
    finally:
        if not options.keep:
            databases.drop(name)


class Race:
    """Opens the pages in turn.

    :param name: of the database that ``_fill`` made
    :param slug: of the published campaign
    """

    def __init__(self, name, slug):
        from werkzeug.test import Client

        import odoo.http
        from odoo.tools import config

        config["db_name"], config["dbfilter"] = [name], f"^{name}$"
        self.client = Client(odoo.http.root, use_cookies=False)
        self.pages = {
            side: [text.format(slug=slug) for text in texts] for side, texts in PAGES.items()
        }
        self.figures = {side: [] for side in PAGES}

    def run(self):
        """Send ``CALLS`` requests for each page, after some that warm the caches."""
        for number in range(WARM + CALLS):
            for side, (address, sign) in self.pages.items():
                begun = time.perf_counter()
                response = self.client.get(address)
                seconds = time.perf_counter() - begun
                if response.status_code != 200 or sign not in response.text:
                    raise SystemExit(f"{address}: {response.status_code} {response.text[:2000]}")
                if number >= WARM:
                    # Odoo counts the statements of each request
                    self.figures[side].append((seconds, threading.current_thread().query_count))

    def markdown(self):
        """:return: a table of medians, with ratios to the stock page"""
        stock = self._median(STOCK, 0), self._median(STOCK, 1)
        rows = []
        for side, figures in self.figures.items():
            seconds, queries = self._median(side, 0), self._median(side, 1)
            times = sorted(one[0] for one in figures)
            rows.append(
                [
                    side,
                    f"{queries:.0f}",
                    f"{queries / stock[1]:.2f}",
                    f"{1000 * seconds:.1f}",
                    f"{1000 * times[len(times) // 20]:.1f}–"
                    f"{1000 * times[-1 - len(times) // 20]:.1f}",
                    f"{seconds / stock[0]:.2f}",
                ]
            )
        of = "of the stock page's"
        headers = ["", "statements", of, "ms", "5–95 %", f"{of} ms"]
        return markdown_table(headers, rows)

    def _median(self, side, index):
        return statistics.median(one[index] for one in self.figures[side])


def _fill(env):
    """Publish a campaign of a district."""
    generator = Generator(env, Scale("website", SCHOOLS, 0, 1))
    generator.run_schools()
    today = date.today()
    generator._campaign(
        "1", "2026-01-01", "2026-06-30", str(today), str(today + timedelta(days=14))
    )
    campaign = env["shnor.campaign"].search([], limit=1)
    campaign.action_calculate()
    campaign.run_id._freeze()
    analysis = env["shnor.analysis"].create({"campaign_id": campaign.id})
    analysis._move_to("approved", digest=analysis._digest_of_rows())
    env["shnor.publication"].create({"campaign_id": campaign.id}).action_publish()
