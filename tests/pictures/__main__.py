"""Take the pictures in docs/pictures: a trial is seeded, its mail is kept, Chromium walks it.

    python3 -m launcher exec --throwaway -- python -m tests.pictures [--site URL] [NAME …]

With --site an application that runs already is taken instead (it must be a trial).
"""

import argparse
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.chromium import ARGUMENTS, program
from tests.pictures.catalogue import OTHERS, PICTURES
from tests.pictures.looks import LOOKS, ROOT
from tests.pictures.site import seeded_site


def take(browser: Browser, site: str, names: list[str], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for look, options in LOOKS.items():
        for name in names:
            context = browser.new_context(**options)
            page = context.new_page()
            {**PICTURES, **OTHERS}[name](page, site)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=out / f"{name}-{look}.png", full_page=True)
            context.close()
            print(f"{name}-{look}.png")  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(PICTURES))
    parser.add_argument("--site")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        if options.site:
            take(browser, options.site, options.names, options.out)
        else:
            with seeded_site() as site:
                take(browser, site, options.names, options.out)
        browser.close()


if __name__ == "__main__":
    main()
