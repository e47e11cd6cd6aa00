"""What the marketplace has brought about, counted from its rows. Units, trials and products are counted, never people's answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.marketplace.content.figures import Bar, Figure, FigureGroup, Picture, middle, share
from talkoot.activities.marketplace.content.kinds import GoAheadState, InterestState, Kind, State
from talkoot.activities.marketplace.models.go_ahead import GoAhead
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.slots import ACTIVITY
from talkoot.commons.trials.content.kinds import BEFORE_START, PUBLIC, UNDER_WAY, GateCode
from talkoot.commons.trials.content.kinds import State as TrialState
from talkoot.commons.trials.content.running import FeedbackSide, StillInUse
from talkoot.commons.trials.models.closing import FollowUp
from talkoot.commons.trials.models.feedback import FeedbackRound
from talkoot.commons.trials.models.gates import GateRecord
from talkoot.commons.trials.models.plan import PlanVersion
from talkoot.commons.trials.models.reference import Reference
from talkoot.commons.trials.models.trial import Group, Trial
from talkoot.commons.trials.queries.log import entries_that_hold
from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.people.models.organisation import EducationLevel, OrganisationKind, Unit, UnitKind
from talkoot.tools.agreements.models.agreement import Agreement
from talkoot.tools.privacy.models.assessment import AssessmentDecision, ImpactAssessment
from talkoot.tools.privacy.models.lane import LaneDecision
from talkoot.tools.questionnaires.content.hiding import hidden_parts
from talkoot.tools.questionnaires.content.kinds import FEWEST
from talkoot.tools.questionnaires.models.answers import Submission

SCHOOL_YEAR_STARTS = 8
SECONDS_IN_DAY = 86_400
# Keys and answers of the evaluations of the operating model (slots.py).
AGAIN = "again"
WOULD_USE_AGAIN = frozenset({"as-is", "after-changes", "yes", "true"})
CHANGES_MADE = "changes-count"
EVALUATED = (TrialState.EVALUATING, TrialState.CLOSING, TrialState.COMPLETED)


def school_years(today: date) -> list[int]:
    """First years of the school years from the first listing on, newest first; at least the present one."""
    now = today.year if today.month >= SCHOOL_YEAR_STARTS else today.year - 1
    first = Listing.objects.aggregate(first=Min("created_at"))["first"]
    start = min(now, first.year if first and first.month >= SCHOOL_YEAR_STARTS else first.year - 1) if first else now
    return list(range(now, start - 1, -1))


def span_of(year: int | None) -> tuple[datetime, datetime] | None:
    """From the first of August on, one year; None for all time."""
    if year is None:
        return None
    first, last = (timezone.make_aware(datetime.combine(date(y, SCHOOL_YEAR_STARTS, 1), time())) for y in (year, year + 1))
    return first, last


def days_between(pairs: Iterable[tuple[datetime | None, datetime | None]]) -> float | None:
    return middle((end - start).total_seconds() / SECONDS_IN_DAY for start, end in pairs if start and end and end >= start)


def figures(year: int | None) -> list[FigureGroup]:
    """All figures of a school year (by when a thing was published, begun or decided), or of all time. A fixed number of queries."""
    span = span_of(year)

    def within(field: str) -> Q:
        return Q(**{f"{field}__gte": span[0], f"{field}__lt": span[1]}) if span else Q()

    trials = Trial.objects.filter(entrance=ACTIVITY)
    begun = trials.filter(within("started_at"), state__in=PUBLIC)
    return [
        market_figures(within),
        time_figures(within, trials),
        trial_figures(within, trials, begun),
        reach_figures(within, begun),
        privacy_figures(within, begun),
        evaluation_figures(year, trials),
        after_figures(within, trials),
    ]


def market_figures(within: Any) -> FigureGroup:
    published = Listing.objects.filter(within("published_at"), published_at__isnull=False)
    rows = published.aggregate(
        needs=Count("pk", filter=Q(kind=Kind.NEED)),
        ideas=Count("pk", filter=Q(kind=Kind.IDEA)),
        matched=Count("pk", filter=Q(state=State.MATCHED)),
        resting=Count("pk", filter=Q(state=State.RESTING)),
    )
    talks = Interest.objects.filter(within("created_at")).aggregate(
        all=Count("pk"),
        agreed=Count("pk", filter=Q(state=InterestState.AGREED)),
        declined=Count("pk", filter=Q(state=InterestState.DECLINED)),
    )
    total = rows["needs"] + rows["ideas"]
    return FigureGroup(
        _("Needs and ideas"),
        (
            Figure("needs", _("needs published"), rows["needs"]),
            Figure("ideas", _("ideas published"), rows["ideas"]),
            Figure("match_rate", _("found a partner"), share(rows["matched"], total), "%", _("of what was published")),
            Figure("resting", _("rest because nobody renewed them"), rows["resting"]),
            Figure("talks", _("conversations begun"), talks["all"]),
            Figure("agreed_share", _("of conversations led to an agreement of both sides"), share(talks["agreed"], talks["all"]), "%"),
        ),
        (Picture(_("What is published, by side"), (Bar(_("Needs"), rows["needs"]), Bar(_("Ideas"), rows["ideas"]))),),
    )


def time_figures(within: Any, trials: QuerySet[Trial]) -> FigureGroup:
    to_talk = (
        Interest.objects.filter(within("listing__published_at"), listing__kind=Kind.NEED)
        .values("listing", published=F("listing__published_at"))
        .annotate(first=Min("created_at"))
        .values_list("published", "first")
    )
    to_yes = Interest.objects.filter(within("agreed_at"), agreed_at__isnull=False).values_list("created_at", "agreed_at")
    made = dict(trials.values_list("pk", "created_at"))
    signed: dict[int, datetime] = {}
    for subject, at in (
        Agreement.objects.filter(within("signed_at"), subject_kind="trials.trial", subject_id__in=list(made), signed_at__isnull=False)
        .order_by("-signed_at")
        .values_list("subject_id", "signed_at")
    ):
        if subject is not None and at is not None:
            signed[subject] = at
    begun = trials.filter(within("started_at"), started_at__isnull=False).values_list("pk", "created_at", "started_at")
    starts = [(signed.get(pk, created), started) for pk, created, started in begun]
    return FigureGroup(
        _("How long it takes"),
        (
            Figure("days_to_talk", _("from a need to the first answer"), days_between(to_talk), "days", _("median")),
            Figure("days_to_yes", _("from the first message to the yes of both sides"), days_between(to_yes), "days", _("median")),
            Figure(
                "days_to_contract",
                _("from the yes to a signed agreement"),
                days_between((made[pk], at) for pk, at in signed.items()),
                "days",
                _("median"),
            ),
            Figure("days_to_start", _("from the agreement to the start"), days_between(starts), "days", _("median")),
        ),
    )


def trial_figures(within: Any, trials: QuerySet[Trial], begun: QuerySet[Trial]) -> FigureGroup:
    rows = trials.aggregate(
        before=Count("pk", filter=Q(state__in=BEFORE_START)),
        under_way=Count("pk", filter=Q(state__in=UNDER_WAY)),
        completed=Count("pk", filter=Q(state=TrialState.COMPLETED) & within("ended_at")),
        stopped=Count("pk", filter=Q(state=TrialState.STOPPED) & within("ended_at")),
        cancelled=Count("pk", filter=Q(state=TrialState.CANCELLED) & within("changed_at")),
        evaluated=Count("pk", filter=Q(state__in=EVALUATED) & within("started_at")),
        finished=Count("pk", filter=Q(state=TrialState.COMPLETED) & within("started_at")),
    )
    ended = rows["completed"] + rows["stopped"] + rows["cancelled"]
    # What was missing when a trial was cancelled is kept with it; one trial may have missed several.
    cancelled = trials.filter(within("ended_at"), state=TrialState.CANCELLED)
    missing = dict(GateRecord.objects.filter(trial__in=cancelled).values_list("gate").annotate(n=Count("trial", distinct=True)))
    refused = GoAhead.objects.filter(within("decided_at"), state=GoAheadState.REFUSED).count()
    return FigureGroup(
        pgettext_lazy("figures", "Trials"),
        (
            Figure("before", _("trials being prepared now"), rows["before"]),
            Figure("under_way", _("trials under way now"), rows["under_way"]),
            Figure("begun", _("trials begun"), begun.count()),
            Figure("completed", _("trials completed"), rows["completed"]),
            Figure("evaluations", _("of evaluations complete"), share(rows["finished"], rows["evaluated"]), "%"),
            Figure("stopped", _("of ended trials were stopped or cancelled"), share(rows["stopped"] + rows["cancelled"], ended), "%"),
            Figure("cancelled_share", _("of ended trials were cancelled before the start"), share(rows["cancelled"], ended), "%"),
            Figure("stopped_share", _("of ended trials were stopped after the start"), share(rows["stopped"], ended), "%"),
            Figure("refused", _("go-aheads refused by the head of a unit"), refused),
        ),
        (
            Picture(
                _("Where trials stand"),
                (
                    Bar(_("Being prepared"), rows["before"]),
                    Bar(_("Under way"), rows["under_way"]),
                    Bar(TrialState.COMPLETED.label, rows["completed"]),
                    Bar(TrialState.STOPPED.label, rows["stopped"]),
                    Bar(TrialState.CANCELLED.label, rows["cancelled"]),
                ),
            ),
            Picture(
                _("Cancelled trials, by what was still missing"),
                tuple(Bar(gate.label, missing[gate]) for gate in GateCode if gate in missing),
            ),
        ),
    )


def reach_figures(within: Any, begun: QuerySet[Trial]) -> FigureGroup:
    hosts = list(begun.values_list("unit", "unit__kind", "unit__education_level", "languages"))
    units = Unit.objects.filter(is_active=True, organisation__kind__in=(OrganisationKind.SCHOOL, OrganisationKind.CITY_UNIT)).count()
    groups = Group.objects.filter(trial__in=begun).aggregate(learners=Sum("headcount"), adults=Count("adult", distinct=True))
    held = entries_that_hold().filter(trial__in=begun).order_by().values("trial").annotate(minutes=Sum("minutes"), count=Count("pk"))
    # The teacher also prepares: so many minutes for a session as the newest proposed plan says.
    plans = PlanVersion.objects.filter(trial__in=begun, proposed_at__isnull=False).order_by("number")
    preparing = dict(plans.values_list("trial", "preparing_minutes"))
    logged = list(held.values_list("trial", "minutes", "count"))
    sessions = sum(minutes for _trial, minutes, _count in logged)
    prepared = sum(count * preparing.get(trial, 0) for trial, _minutes, count in logged)
    reached = len({unit for unit, *_rest in hosts})
    early = sum(1 for _unit, kind, level, _languages in hosts if kind == UnitKind.DAY_CARE or level == EducationLevel.EARLY)
    kinds = Counter(kind for _unit, kind, *_rest in hosts)
    spoken = Counter(language for *_rest, languages in hosts for language in languages[:1])
    return FigureGroup(
        _("Whom it reached"),
        (
            Figure("units", _("units took part"), reached),
            Figure("unit_share", _("of all units"), share(reached, units), "%"),
            Figure("learners", _("learners took part"), groups["learners"] or 0),
            Figure("teachers", _("adults of units responsible for a group"), groups["adults"]),
            Figure("hours", _("hours of sessions logged"), sessions / 60, "hours"),
            Figure(
                "teacher_hours",
                _("hours of teachers and other adults of units"),
                (sessions + prepared) / 60,
                "hours",
                _("sessions and their preparing"),
            ),
            Figure("early_share", _("of trials in early childhood education"), share(early, len(hosts)), "%"),
        ),
        (
            Picture(_("Trials by language"), tuple(Bar(language_named(code), spoken[code]) for code in language_codes())),
            Picture(_("Trials by unit"), tuple(Bar(kind.label, kinds[kind]) for kind in UnitKind if kinds[kind])),
        ),
    )


def privacy_figures(within: Any, begun: QuerySet[Trial]) -> FigureGroup:
    versions = begun.exclude(product_version=None).values("product_version")
    lanes: dict[int, str] = {}
    for version, lane in LaneDecision.objects.filter(version__in=versions).order_by("pk").values_list("version", "lane"):
        lanes[version] = lane
    counted = Counter(lanes.values())
    assessed = ImpactAssessment.objects.filter(within("created_at")).count()
    decided = list(AssessmentDecision.objects.filter(within("sealed_at")).values_list("assessment__created_at", "sealed_at"))
    days = [(end - start).total_seconds() / SECONDS_IN_DAY for start, end in decided if end >= start]
    return FigureGroup(
        _("Data protection"),
        (
            Figure("assessments", _("impact assessments begun"), assessed),
            Figure("assessment_days", _("from the beginning of an assessment to its decision"), middle(days), "days", _("median")),
            Figure("assessment_shortest", _("for the quickest assessment"), min(days, default=None), "days"),
            Figure("assessment_longest", _("for the slowest assessment"), max(days, default=None), "days"),
        ),
        (
            Picture(
                _("Products tried, by data lane"),
                tuple(Bar(_("Lane %(lane)s") % {"lane": lane}, counted[lane]) for lane in "ABC"),
            ),
        ),
    )


def year_of(at: datetime) -> int:
    day = timezone.localdate(at)
    return day.year if day.month >= SCHOOL_YEAR_STARTS else day.year - 1


def evaluation_figures(year: int | None, trials: QuerySet[Trial]) -> FigureGroup:
    """Of trials begun in the year. Nothing from fewer than five teachers, nor so that a hidden year could be computed from the others."""
    rounds = {
        round_id: (side, year_of(started))
        for round_id, side, started in FeedbackRound.objects.filter(
            trial__in=trials, trial__started_at__isnull=False, side__in=(FeedbackSide.HOST, FeedbackSide.PARTNER), is_evaluation=True
        )
        .exclude(round=None)
        .values_list("round", "side", "trial__started_at")
        if started is not None
    }
    answers = (
        Submission.objects.filter(round__in=list(rounds))
        .annotate(again=KeyTextTransform(AGAIN, "answers"), changes=KeyTransform(CHANGES_MADE, "answers"))
        .values_list("round", "again", "changes")
    )
    asked: Counter[int] = Counter()
    yes: Counter[int] = Counter()
    told, changes = 0, 0
    for round_id, again, made in answers:
        side, begun = rounds[round_id]
        if side == FeedbackSide.HOST and again is not None:
            asked[begun] += 1
            yes[begun] += again in WOULD_USE_AGAIN
        if side == FeedbackSide.PARTNER and isinstance(made, int | float) and year in (None, begun):
            told, changes = told + 1, changes + int(made)
    is_hidden = sum(asked.values()) < FEWEST if year is None else asked[year] == 0 or year in hidden_parts(asked)
    chosen = list(asked) if year is None else [year]
    return FigureGroup(
        _("What those who took part say"),
        (
            Figure(
                "again",
                _("of teachers and educators would use the product again, as it is or after changes"),
                None if is_hidden else share(sum(yes[one] for one in chosen), sum(asked[one] for one in chosen)),
                "%",
                _("shown from five answers"),
            ),
            Figure("changes", _("changes made to products"), changes if told else None, "", _("told by the companies")),
        ),
    )


def after_figures(within: Any, trials: QuerySet[Trial]) -> FigureGroup:
    today = timezone.localdate()
    references = Reference.objects.filter(trial__in=trials, revoked_at=None, valid_until__gte=today).count()
    answers: list[Any] = list(
        FollowUp.objects.filter(within("answered_at"), trial__in=trials, answered_at__isnull=False).values(
            "trial", "in_use", "has_sold", "has_exported", "has_funding", "new_jobs_count"
        )
    )
    used = sum(answer["in_use"] in (StillInUse.YES, StillInUse.PARTLY) for answer in answers)
    # The same trial answers twice and from two sides: what it brought is counted once.
    jobs: dict[int, int] = {}
    for answer in answers:
        jobs[answer["trial"]] = max(jobs.get(answer["trial"], 0), answer["new_jobs_count"] or 0)

    def brought(name: str) -> int:
        return len({answer["trial"] for answer in answers if answer[name]})

    sold, exported, funded = brought("has_sold"), brought("has_exported"), brought("has_funding")
    return FigureGroup(
        _("What stayed"),
        (
            Figure("references", _("references in force now"), references),
            Figure("follow_ups", _("answers 6 or 12 months later"), len(answers)),
            Figure("still_used", _("say it is still in use, at least in part"), share(used, len(answers)), "%"),
            Figure("sold", _("trials whose product has been sold"), sold),
            Figure("exported", _("trials whose product has been sold abroad"), exported),
            Figure("funded", _("trials that brought new funding"), funded),
            Figure("jobs", _("new jobs told of"), sum(jobs.values())),
        ),
    )
