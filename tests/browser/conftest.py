"""Debian's Chromium, driven by Playwright, on a live server with its own data."""

import atexit
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from tests.browser.traffic import Traffic

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder is a browser test; nobody has to remember the marker."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


@pytest.fixture(scope="session", autouse=True)
def _database_beside_playwright() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, which Django takes for an asynchronous caller."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: LiveServer) -> Iterator[LiveServer]:
    """The server looks up its database when it starts, so the one for tests has to be there before."""
    yield live_server
    # A connection that a browser kept open is closed by the thread that served it, while the database is still shared.
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(5)


@pytest.fixture(scope="session")
def browser(live_server: LiveServer, browser: Browser) -> Browser:
    """Started after the server and closed before it, so that none of its connections outlives the server."""
    return browser


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Lets a test say page.goto("/news/"), and gives each of them the server and an empty database."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.exit("The browser tests need Chromium: apt-get install chromium", returncode=1)
    return browser_type_launch_args | {
        "executable_path": chromium,
        "args": [
            "--disable-gpu",
            # Nothing here has anything to say to the world outside.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-quic",
            "--disable-sync",
            "--no-first-run",
            # Root and most containers cannot have the sandbox, and the only pages here are our own.
            "--no-sandbox",
        ],
    }


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left_behind(_pw_artifacts_folder: TemporaryDirectory) -> None:
    """The plugin clears its folder away after the session, which a process of many never comes to."""
    atexit.register(_pw_artifacts_folder.cleanup)


@pytest.fixture(autouse=True)
def _no_request_outlives_its_test(context: BrowserContext) -> Iterator[None]:
    traffic = Traffic(context)
    yield
    traffic.end()
