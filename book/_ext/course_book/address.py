"""Where the course is published. Unset, nothing on the site leads there.

COURSE_REPOSITORY is the address of the repository, as https://github.com/OWNER/NAME. The site is then expected on
GitHub Pages, published from the branch gh-pages; COURSE_SITE gives its address if it lies elsewhere. Pages that are
built already keep what they say: run `make clean` after a change.
"""

from __future__ import annotations

import os
import re

REPOSITORY = os.environ.get("COURSE_REPOSITORY", "").rstrip("/").removesuffix(".git")
BRANCH = "gh-pages"


def on_github(repository: str) -> tuple[str, str] | None:
    """Return owner and name of a repository on GitHub."""
    found = re.fullmatch(r"https://github\.com/([^/]+)/([^/]+)", repository)
    return (found[1], found[2]) if found else None


def pages_address(repository: str) -> str:
    """Return where GitHub Pages shows a repository's site, or nothing if it is not on GitHub."""
    place = on_github(repository)
    if not place:
        return ""
    owner, name = place
    home = f"https://{owner.lower()}.github.io/"
    return home if home == f"https://{name.lower()}/" else f"{home}{name}/"


SITE = os.environ.get("COURSE_SITE", "") or pages_address(REPOSITORY)
SITE = SITE and SITE.rstrip("/") + "/"
