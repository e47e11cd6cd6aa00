"""Several people act on the same thing at once, with real commits."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections
from django.utils import translation

from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.refusals import Refusal


def rivals(acts, municipality):
    """Run all at once, each in a thread, a connection and a transaction of its own: "done" or what it was told."""
    start, results = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait(5)
            with in_municipality(municipality), translation.override("en"):
                act()
            results.append("done")
        except Refusal as refusal:
            with translation.override("en"):
                results.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def at_once(municipality, *attempts):
    """What each attempt gave, sorted: "done", or the reason of the refusal without how to mend it."""
    gate = threading.Barrier(len(attempts))

    def run(attempt):
        try:
            gate.wait()
            with in_municipality(municipality), translation.override("en"):
                attempt()
            return "done"
        except Refusal as refusal:
            with translation.override("en"):
                return str(refusal.reason)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return sorted(pool.map(run, attempts))
