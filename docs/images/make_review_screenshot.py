"""Makes ``review-seed.png``: the review page of ``seeds/seed.txt`` as headless Chromium shows it.

    python docs/images/make_review_screenshot.py [--page FILE] [--size 1360x900] [--dark] [-o FILE]

Needs chromium or google-chrome on PATH, and newsarchive in this Python.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb", "--lang=en",
)  # fmt: skip
DARK = "--blink-settings=preferredColorScheme=0"
LIGHT = "--blink-settings=preferredColorScheme=1"


def browser() -> str:
    """The first browser on PATH; ends the program where there is none."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    sys.exit(f"no browser on PATH; one of these is needed: {', '.join(BROWSERS)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--page", type=Path, default=ROOT / "seeds/seed.txt", help="the page to review")
    parser.add_argument("--size", default="1360x900", help="of the window, in pixels")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).with_name("review-seed.png"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        review = Path(folder, "review.html")
        clean = (sys.executable, "-m", "newsarchive", "clean", "--format", "html", options.page, "-o", review)
        subprocess.run(clean, check=False)  # exit code 3: no article in it, and that is shown too
        command = (
            browser(),
            *FLAGS,
            f"--user-data-dir={folder}/profile",
            f"--window-size={options.size.replace('x', ',')}",
            DARK if options.dark else LIGHT,
            f"--screenshot={options.output.resolve()}",
            review.as_uri(),
        )
        subprocess.run(command, check=True, timeout=60, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
