"""The container's health check: does this web process answer? Exits 0 or 1."""

import sys
from http.client import HTTPConnection
from os import environ
from urllib.parse import urlsplit


def main() -> int:
    site = urlsplit(environ["SITE_URL"])
    connection = HTTPConnection("127.0.0.1", 8000, timeout=4)
    headers = {"Host": site.netloc, "X-Forwarded-Proto": site.scheme}
    connection.request("GET", "/healthz/", headers=headers)
    return 0 if connection.getresponse().status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
