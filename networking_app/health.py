"""Whether this process can serve: asked by the container and the load balancer."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse


@login_not_required
def healthy(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database does; a database that is away makes this an error 500."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
