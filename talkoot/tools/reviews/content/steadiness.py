"""How much the choice hangs on single jurors, and how strict each is: pure functions of numbers.

Bootstrap: the reviews of each candidate are drawn anew with replacement, so many times, and it is counted how often each candidate is
among the chosen (Efron 1979). The drawing uses raw numbers of PCG64 and a stored seed: the stream of PCG64 is fixed by its definition, so
that the same seed gives the same shares on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

DRAWS = 200


@dataclass(frozen=True)
class Opinion:
    """A given review: points on each criterion between 0 and 1, None where the jury has agreed on a score instead."""

    juror: int
    points: tuple[float, ...]


@dataclass(frozen=True)
class Standing:
    """is_in: among the chosen now. share: of the draws in which it is. kept: in how many of the leave-outs of one juror it stays on
    the side on which it is; leave_outs: how many there are. hangs_on: jurors without whom it changes sides."""

    id: int
    is_in: bool
    share: float
    kept: int
    leave_outs: int
    hangs_on: tuple[int, ...]


def steadiness(
    order: Sequence[int],
    opinions: Mapping[int, Sequence[Opinion]],
    agreed: Mapping[int, Mapping[int, float]],
    weights: Sequence[int],
    minimums: Sequence[float | None],
    *,
    chosen: int,
    seed: int,
    draws: int = DRAWS,
) -> list[Standing]:
    """order: candidates as they are ranked now, which also settles ties in a draw. agreed: candidate -> {place of the criterion: points}.

    Candidates without any review are left out. Takes some milliseconds for a hundred candidates, a quarter of a second for 2,000.
    """
    # Half a tenth of a second to import, and only these pages need it.
    import numpy

    rows = [one for one in order if opinions.get(one)]
    if not rows or not weights:
        return []
    most = max(len(opinions[one]) for one in rows)
    counts = numpy.array([len(opinions[one]) for one in rows])
    points = numpy.zeros((len(rows), most, len(weights)))
    jurors = numpy.zeros((len(rows), most), dtype=numpy.int64)
    for n, one in enumerate(rows):
        for m, opinion in enumerate(opinions[one]):
            points[n, m], jurors[n, m] = opinion.points, opinion.juror
        for place, value in agreed.get(one, {}).items():
            points[n, :, place] = value
    share_of = numpy.array(weights, dtype=float) / sum(weights)
    least = numpy.array([-1.0 if one is None else one for one in minimums])

    def chosen_by(means: Any) -> Any:
        # A hair below a minimum that is met exactly would be an error of binary numbers.
        passes = (means >= least - 1e-9).all(axis=1)
        totals = numpy.where(passes, numpy.round(means @ share_of, 9), -1.0)
        first = numpy.argsort(-totals, kind="stable")[:chosen]
        inside = numpy.zeros(len(rows), dtype=bool)
        inside[first] = totals[first] >= 0
        return inside

    present = numpy.arange(most)[None, :] < counts[:, None]
    now = chosen_by((points * present[:, :, None]).sum(axis=1) / counts[:, None])
    times = numpy.zeros(len(rows))
    stream = numpy.random.PCG64(seed)
    which = numpy.arange(len(rows))[:, None]
    for _draw in range(draws):
        drawn = (stream.random_raw(len(rows) * most) % numpy.uint64(2**32)).reshape(len(rows), most) % counts[:, None].astype(numpy.uint64)
        picked = points[which, drawn.astype(numpy.int64)]
        times += chosen_by((picked * present[:, :, None]).sum(axis=1) / counts[:, None])
    everyone = sorted({opinion.juror for one in rows for opinion in opinions[one]})
    hangs_on: list[list[int]] = [[] for _row in rows]
    for juror in everyone:
        left = present & (jurors != juror)
        rest = left.sum(axis=1)
        means = (points * left[:, :, None]).sum(axis=1) / numpy.maximum(rest, 1)[:, None]
        # Whose only reader is left out keeps what it has: nothing can be said about it.
        means = numpy.where((rest > 0)[:, None], means, (points * present[:, :, None]).sum(axis=1) / counts[:, None])
        for n in numpy.flatnonzero(chosen_by(means) != now).tolist():
            hangs_on[n].append(juror)
    return [
        Standing(one, bool(now[n]), float(times[n]) / draws, len(everyone) - len(hangs_on[n]), len(everyone), tuple(hangs_on[n]))
        for n, one in enumerate(rows)
    ]


@dataclass(frozen=True)
class Leaning:
    """deviation: how much higher (+) or lower (−) a juror scores than her fellow readers of the same candidates, in points of 100.

    count: on how many candidates that had another reader.
    """

    juror: int
    deviation: float
    count: int


def leanings(totals: Mapping[int, Mapping[int, float]]) -> list[Leaning]:
    """totals: candidate -> {juror: total}. The most generous first; jurors without fellow readers are left out."""
    deviations: dict[int, list[float]] = {}
    for by_juror in totals.values():
        if len(by_juror) < 2:
            continue
        everything = sum(by_juror.values())
        for juror, total in by_juror.items():
            deviations.setdefault(juror, []).append(total - (everything - total) / (len(by_juror) - 1))
    found = [Leaning(juror, fmean(values), len(values)) for juror, values in deviations.items()]
    return sorted(found, key=lambda one: (-one.deviation, one.juror))
