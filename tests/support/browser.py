"""A browser that shows a page, where there is one."""

import shutil
import subprocess

import pytest

WORDS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"]
WORDS += ["--disable-background-networking", "--disable-component-update", "--no-first-run"]


def browse(url, language="en-US"):
    """(text, console) of a page after its scripts have run."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("there is no browser: scripts/lib/packages.sh install browser")
    words = [*WORDS, f"--accept-lang={language}", "--virtual-time-budget=10000", "--dump-dom"]
    done = subprocess.run(
        [browser, *words, url],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    console = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    return done.stdout, console
