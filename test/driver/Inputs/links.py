"""Checks that every link of the pages in a folder leads somewhere, and that every
target of the search exists.

usage: links.py FOLDER
"""

import html.parser
import json
import os
import sys


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                if value in self.ids and tag != "h4":
                    self.links.append("twice:" + value)
                self.ids.add(value)
            if name in ("href", "src"):
                self.links.append(value)


def main():
    folder = sys.argv[1]
    pages = {}
    for name in os.listdir(folder):
        if name.endswith(".html"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                pages[name] = Page(file.read())
    with open(os.path.join(folder, "search-index.js"), encoding="utf-8") as file:
        targets = json.loads(file.read().removeprefix("const searchIndex = ").rstrip(";\n"))
    problems = []

    def check(source, link):
        place, _, anchor = link.partition("#")
        place = place or source
        if place.startswith(("http:", "https:")):
            return
        if not os.path.exists(os.path.join(folder, place)):
            problems.append(f"{source}: no page {link}")
        elif anchor and anchor not in pages[place].ids:
            problems.append(f"{source}: no place {link}")

    for name, page in pages.items():
        for link in page.links:
            check(name, link)
    for _, place, _ in targets:
        check("search-index.js", place)
    for problem in problems:
        print(problem)
    print(f"{len(pages)} pages, {len(targets)} targets, {len(problems)} problems")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
