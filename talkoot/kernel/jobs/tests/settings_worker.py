"""Settings of the test's worker: the real ones, and jobs that only tests have."""

from talkoot.config.settings import *  # noqa: F403
from talkoot.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "talkoot.kernel.jobs.tests.played"]
