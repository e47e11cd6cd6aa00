"""The yardstick: a bare Django view on the same server, without middleware or database."""

import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path


def hello(request):
    return HttpResponse("hello")


urlpatterns = [path("", hello)]

if not settings.configured:
    settings.configure(ROOT_URLCONF=sys.modules[__name__].__name__, SECRET_KEY="bench", ALLOWED_HOSTS=["*"], MIDDLEWARE=[])

application = get_wsgi_application()
