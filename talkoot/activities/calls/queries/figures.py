"""What a programme has brought about, counted from its rows. A fixed number of queries, whatever its size."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.calls.content.outcomes import AfterChoice, KickOffState, LineOutcome, MilestoneState, ReportKind, ReportState
from talkoot.activities.calls.content.programme_figures import Figure, FigureGroup, Line, Table, days_between, mean, middle, share
from talkoot.activities.calls.content.states import ApplicationState, CallState
from talkoot.activities.calls.models.after import AfterDecision
from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.models.call import Call, CallChallenge
from talkoot.activities.calls.models.decision import Decision, DecisionLine
from talkoot.activities.calls.models.eligibility import Eligibility
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.models.report import Report
from talkoot.commons.trials.content.kinds import PUBLIC
from talkoot.commons.trials.content.running import StillInUse
from talkoot.commons.trials.models.closing import FollowUp
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.log import entries_that_hold
from talkoot.tools.measures.models import Indicator
from talkoot.tools.measures.queries import measured

FOLLOWED_AFTER = 12
TRIAL = Trial._meta.label_lower
DECIDED_CALLS = (CallState.CLOSED, CallState.DECIDING, CallState.DECIDED)


def programme_figures(programme: Programme) -> list[FigureGroup]:
    """From the applications to what is alive after a year. Sealed applications are not counted before their deadline."""
    calls = list(Call.objects.filter(programme=programme, state__in=DECIDED_CALLS))
    kick_offs = list(KickOff.objects.filter(programme=programme).select_related("trial", "line__application__challenge", "line__decision"))
    begun = [one for one in kick_offs if one.trial is not None and one.trial.state in PUBLIC]
    return [
        application_figures(calls),
        time_figures(calls, kick_offs),
        money_figures(programme, kick_offs),
        trial_figures(begun),
        after_figures(begun),
    ]


def application_figures(calls: list[Call]) -> FigureGroup:
    sent = Application.objects.filter(call__in=calls, state=ApplicationState.SUBMITTED)
    by_challenge = dict(sent.values_list("challenge").annotate(count=Count("pk")))
    challenges = {row.challenge_id: row.challenge for row in CallChallenge.objects.filter(call__in=calls).select_related("challenge")}
    checks = Counter(Eligibility.objects.filter(application__in=sent).values_list("is_admissible", flat=True))
    lines = DecisionLine.objects.filter(decision__call__in=calls)
    outcomes = Counter(lines.values_list("outcome", flat=True))
    chosen = Counter(lines.filter(outcome=LineOutcome.CHOSEN).values_list("application__challenge", flat=True))
    total = sum(by_challenge.values())
    return FigureGroup(
        _("Applications"),
        (
            Figure("applications", _("applications"), total),
            Figure("admissible", _("were admissible"), share(checks[True], checks.total()), "%", _("of those that were checked")),
            Figure("per_challenge", _("for each challenge, on average"), mean(by_challenge.get(pk, 0) for pk in challenges)),
            Figure("chosen", _("were chosen"), outcomes[LineOutcome.CHOSEN]),
        ),
        Table(
            _("By challenge"),
            (_("Challenge"), _("Applications"), pgettext_lazy("applications", "Chosen")),
            tuple(Line(challenge.title, (by_challenge.get(pk, 0), chosen.get(pk, 0))) for pk, challenge in sorted(challenges.items())),
        ),
    )


def time_figures(calls: list[Call], kick_offs: list[KickOff]) -> FigureGroup:
    decided = dict(Decision.objects.filter(call__in=calls).values_list("call_id", "sealed_at"))
    talks = [days_between(one.began_at, one.ended_at) for one in kick_offs if one.state == KickOffState.AGREED]
    trials = [(one, one.trial) for one in kick_offs if one.trial is not None]
    return FigureGroup(
        _("Days of each phase, in the middle"),
        (
            Figure("days_open", _("call open"), middle(days_between(one.opens_at, one.closes_at) for one in calls), "days"),
            Figure(
                "days_deciding",
                _("deadline to decision"),
                middle(days_between(one.closes_at, decided.get(one.pk)) for one in calls),
                "days",
            ),
            Figure("days_kick_off", _("decision to a shared view"), middle(talks), "days"),
            Figure(
                "days_preparing",
                _("shared view to the start"),
                middle(days_between(one.ended_at, trial.started_at) for one, trial in trials),
                "days",
            ),
            Figure(
                "days_running",
                _("start to the end"),
                middle(days_between(trial.started_at, trial.ended_at) for _one, trial in trials),
                "days",
            ),
        ),
    )


def money_figures(programme: Programme, kick_offs: list[KickOff]) -> FigureGroup:
    live = [one for one in kick_offs if one.state != KickOffState.FAILED]
    bound = sum((one.sum for one in live), Decimal(0))
    paid = Milestone.objects.filter(kick_off__in=live, state=MilestoneState.PAID).aggregate(total=Sum("sum"))["total"] or Decimal(0)
    budget = programme.budget_total
    return FigureGroup(
        _("Money"),
        (
            Figure("budget", _("budget"), None if budget is None else float(budget), "eur"),
            Figure("bound", _("bound by decisions"), float(bound), "eur"),
            Figure("paid", _("paid"), float(paid), "eur"),
            Figure("cost", _("for one trial, on average"), mean(one.sum for one in live), "eur"),
        ),
    )


def trial_figures(begun: list[KickOff]) -> FigureGroup:
    trials = [one.trial for one in begun if one.trial is not None]
    entries = entries_that_hold().filter(trial__in=trials)
    sums = entries.aggregate(sessions=Count("pk"), minutes=Sum("minutes"), people=Sum("headcount"))
    by_group = entries.values_list("group__label").annotate(people=Sum("headcount")).order_by("-people")[:20]
    rows = measured(Indicator.objects.filter(subject_kind=TRIAL, subject_id__in=[trial.pk for trial in trials]).order_by("pk"))
    told = [row.comparison.reached for row in rows if row.comparison.reached is not None]
    reports = Counter(Report.objects.filter(kick_off__in=begun, kind=ReportKind.FINAL).values_list("state", flat=True))
    return FigureGroup(
        _("Trials"),
        (
            Figure("trials", _("trials begun"), len(trials)),
            Figure("people", _("took part, each time counted"), sums["people"] or 0),
            Figure("hours", _("hours at the hosts, by the log"), round((sums["minutes"] or 0) / 60, 1), "hours"),
            Figure("reached", _("of thresholds were reached"), share(sum(told), len(told)), "%", _("of those that were measured")),
            Figure(
                "reports",
                _("of final reports are approved"),
                share(reports[ReportState.APPROVED], len(begun)),
                "%",
                _("of the trials begun"),
            ),
        ),
        Table(
            _("Who took part"),
            (_("Group"), pgettext_lazy("figures", "Took part")),
            tuple(Line(label or _("No group told"), (people or 0,)) for label, people in by_group),
        ),
    )


def after_figures(begun: list[KickOff]) -> FigureGroup:
    afters = list(AfterDecision.objects.filter(kick_off__in=begun))
    split = Counter(one.choice for one in afters)
    done = [one for one in afters if one.done_on is not None]
    answers = FollowUp.objects.filter(trial__in=[one.trial for one in begun], months=FOLLOWED_AFTER, answered_at__isnull=False)
    alive: dict[int, bool] = {}
    for trial_id, in_use in answers.values_list("trial", "in_use"):
        # Alive when one side says so: the other may not know.
        alive[trial_id] = alive.get(trial_id, False) or in_use in (StillInUse.YES, StillInUse.PARTLY)
    return FigureGroup(
        _("What follows"),
        (
            Figure("decided", _("of trials have a decision on what follows"), share(len(afters), len(begun)), "%"),
            Figure("done", _("of decisions are done"), share(len(done), len(afters)), "%"),
            Figure("alive", _("alive after 12 months"), share(sum(alive.values()), len(alive)), "%", _("of the trials that have answered")),
        ),
        Table(
            _("What was decided"),
            (_("Decision"), _("Trials")),
            tuple(Line(choice.label, (split[choice],)) for choice in AfterChoice),
        ),
    )
