"""Rescue: jobs whose worker died are queued again, whichever worker is alive."""

from __future__ import annotations

import logging
from typing import Any

from procrastinate.contrib.django import app

log = logging.getLogger("talkoot.jobs")
# The worker beats every 5 seconds (settings.PROCRASTINATE_WORKER_DEFAULTS); three beats missed is dead.
SECONDS_WITHOUT_HEARTBEAT = 15


@app.periodic(cron="* * * * * */10")
@app.task(name="jobs.rescue", queue="rescue", queueing_lock="jobs.rescue", pass_context=True)
async def rescue(context: Any, timestamp: int) -> None:
    """Every ten seconds. A rescued job runs from its beginning: jobs bear that."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SECONDS_WITHOUT_HEARTBEAT):
        await app.job_manager.retry_job(job)
        log.warning("job %s (%s) lost its worker and is queued again", job.id, job.task_name)


@app.periodic(cron="40 3 * * *")
@app.task(name="jobs.forget_old", queue="rescue", queueing_lock="jobs.forget_old", pass_context=True)
async def forget_old(context: Any, timestamp: int) -> None:
    """Every night: jobs done two days ago, and failed ones after thirty days, which an operator has seen by then."""
    await app.job_manager.delete_old_jobs(nb_hours=48)
    await app.job_manager.delete_old_jobs(nb_hours=30 * 24, include_failed=True, include_cancelled=True, include_aborted=True)
