"""Runs the filling page's scripts without a server, in the machine's Chromium."""

import json
import unittest
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "static" / "src" / "filling"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ORIGIN = "http://scripts.test"


@contextmanager
def script_page(words=None):
    """:param dict words: the page's own words, by name
    :return: page of playwright that imports the modules as ``@shnor_form/filling/…``
    """
    path = next(filter(None, map(which, BROWSERS)), None)
    if path is None:
        raise unittest.SkipTest("Chromium is missing")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(locale="ru-RU")
        page.route(f"{ORIGIN}/**", lambda route: _serve(route, words or {}))
        page.goto(f"{ORIGIN}/")
        yield page
        browser.close()


def _serve(route, words):
    name = route.request.url.removeprefix(ORIGIN).strip("/")
    if name:
        source = (FOLDER / f"{Path(name).name}.js").read_text(encoding="utf-8")
        route.fulfill(body=source, content_type="text/javascript; charset=utf-8")
        return
    imports = json.dumps({"imports": {"@shnor_form/filling/": f"{ORIGIN}/"}})
    items = "".join(f'<li data-word="{name}">{text}</li>' for name, text in words.items())
    route.fulfill(
        body=f'<!DOCTYPE html><html lang="ru-RU"><script type="importmap">{imports}</script>'
        f'<template id="sf_words"><ul>{items}</ul></template>',
        content_type="text/html; charset=utf-8",
    )
