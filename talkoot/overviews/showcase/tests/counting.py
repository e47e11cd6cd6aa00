"""How many queries a page costs."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

# In tests every request runs inside the transaction of the test, so these are the test's own.
NOT_OF_THE_PAGE = ("SAVEPOINT", "RELEASE SAVEPOINT")
BUDGET = 12


def queries_of(visitor, path):
    visitor.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = visitor.get(path)
        b"".join(response) if response.streaming else None
    assert response.status_code == 200, (path, response.status_code)
    return [query["sql"] for query in captured if not query["sql"].startswith(NOT_OF_THE_PAGE)]
