"""Target 6: 2,000 candidates with 5 reviews each; the overview, a juror's next candidate, the ranking: ≤ 250 ms and ≤ 15 queries.

    python -m tests.benchmarks.jury

Through the whole of Django, without the network, beside a bare view; ends by taking everything back.
"""

from __future__ import annotations

import random
import statistics
import time
from datetime import timedelta
from typing import Any

CANDIDATES, JURORS, REVIEWS, CRITERIA = 2_000, 60, 5, 4
ROUNDS = 7


class Undone(Exception):
    """Takes the rows of the benchmark back."""


def made_up(coordinator: Any) -> Any:
    from django.utils import timezone

    from talkoot.kernel.i18n.words import Words
    from talkoot.kernel.people.models.organisation import Organisation
    from talkoot.kernel.people.models.person import Person
    from talkoot.tools.reviews.actions.closing import begin_scoring
    from talkoot.tools.reviews.actions.jurors import assign, name_juror
    from talkoot.tools.reviews.actions.opening import CriterionFacts, add_candidates, open_assessment
    from talkoot.tools.reviews.content.told import Parties, Section, tell
    from talkoot.tools.reviews.models.assessment import Criterion
    from talkoot.tools.reviews.models.juror import Juror
    from talkoot.tools.reviews.models.review import Assignment, Review, Score

    rng = random.Random(6)
    subject = Organisation.objects.create(kind="city_unit", name="Bench")
    things = Organisation.objects.bulk_create(Organisation(kind="company", name=f"Hakija {n}") for n in range(CANDIDATES))
    text = "Kokeilu opastaa asiakkaita palvelutorilla. " * 60
    tell(
        "people.organisation",
        sections=lambda thing: [Section("idea", "Idea", text=text)],
        parties=lambda thing: Parties(frozenset({thing.pk})),
    )
    assessment = open_assessment(
        actor=coordinator,
        title=Words(en="Bench"),
        subject=subject,
        criteria=[CriterionFacts(f"c{n}", Words(en=f"Criterion {n}"), weight=20 + n, minimum=1) for n in range(CRITERIA)],
        is_blind=True,
        reviews_wanted=REVIEWS,
        tie_rule=["heaviest", "order_value", "lot"],
        due_at=timezone.now() + timedelta(days=5),
        chosen_count=40,
    )
    people = Person.objects.bulk_create(Person(email=f"bench{n}@jury.example", name=f"Juror {n}") for n in range(JURORS))
    add_candidates(actor=coordinator, assessment=assessment, things=things)
    for person in people:
        name_juror(actor=coordinator, assessment=assessment, person=person)
    Juror.objects.filter(assessment=assessment).update(declared_at=timezone.now())
    started = time.perf_counter()
    run = assign(actor=coordinator, assessment=assessment)
    print(f"drawn in {time.perf_counter() - started:.2f} s: {run.least_load} to {run.most_load} each, {len(run.short)} too few")
    begin_scoring(actor=coordinator, assessment=assessment)
    assignments = list(Assignment.objects.filter(candidate__assessment=assessment).order_by("pk"))
    # One juror has some left, so that there is a next one.
    left = [one for one in assignments if one.juror_id == assignments[0].juror_id][:40]
    given = [one for one in assignments if one not in left]
    now = timezone.now()
    reviews = Review.objects.bulk_create(
        (Review(assignment=one, state="submitted", submitted_at=now, total=rng.randint(20, 95)) for one in given), batch_size=2000
    )
    criteria = list(Criterion.objects.filter(assessment=assessment))
    Score.objects.bulk_create(
        (Score(review=one, criterion=criterion, value=rng.randint(1, 5), ground="Because") for one in reviews for criterion in criteria),
        batch_size=2000,
    )
    return assessment, Person.objects.get(juror_key(left[0]))


def juror_key(assignment: Any) -> Any:
    from django.db.models import Q

    return Q(pk=assignment.juror.person_id)


def measured(client: Any, address: str) -> tuple[float, int, int]:
    """Median milliseconds, queries, status."""
    from django.db import connection

    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "SAVEPOINT" not in sql:
            asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        status = client.get(address).status_code
    times = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times), len(asked), status


def measure() -> None:
    from django.db import connection, transaction
    from django.test import Client

    from talkoot.kernel.i18n.words import Words
    from talkoot.kernel.municipalities.models import Municipality
    from talkoot.kernel.municipalities.scope import in_municipality
    from talkoot.kernel.people.models.grant import Grant
    from talkoot.kernel.people.models.person import Person

    def visitor(person: Any) -> Any:
        client = Client(SERVER_NAME="localhost")
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    try:
        with transaction.atomic():
            place = Municipality.objects.create(slug="juryville", name=Words(en="Juryville"), languages=["en"])
            aino = Person.objects.create_user("bench@jury.example", None, name="Aino")
            with in_municipality(place):
                Grant.objects.create(person=aino, role="coordinator")
                assessment, judge = made_up(aino)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            home, run, jury = f"/juryville/en/reviews/{assessment.pk}/", visitor(aino), visitor(judge)
            following = jury.get(f"{home}next/")["Location"]
            pages = [
                ("health", run, "/health/"),
                ("overview", run, home),
                ("candidates", run, f"{home}candidates/"),
                ("candidates by spread", run, f"{home}candidates/?sort=spread"),
                ("ranking", run, f"{home}ranking/"),
                ("steadiness, when asked", run, f"{home}ranking/?chosen=40"),
                ("own reviews", jury, home),
                ("next", jury, f"{home}next/"),
                ("review, read blind", jury, following),
            ]
            print(f"{'page':<26}{'ms':>8}{'queries':>9}{'status':>8}")
            for name, client, address in pages:
                milliseconds, queries, status = measured(client, address)
                print(f"{name:<26}{milliseconds:>8.0f}{queries:>9}{status:>8}")
            raise Undone
    except Undone:
        pass


def main() -> None:
    from tests.benchmarks.__main__ import machine, prepare_environment

    prepare_environment()
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", database="owner", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(machine())
    print(f"{CANDIDATES:,} candidates × {REVIEWS} reviews, {JURORS} jurors, {CRITERIA} criteria")
    measure()


if __name__ == "__main__":
    main()
