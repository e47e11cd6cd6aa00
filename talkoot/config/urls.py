"""Routes of the installation itself: the front page across municipalities, the API, and what every site needs.

Apps add theirs by a room `site_urls.py` (the kernel and overviews do).
"""

from django.urls import include, path

from talkoot.kernel.registry import talkoot_apps

urlpatterns = [path("", include(f"{app.name}.site_urls")) for app in talkoot_apps() if app.room("site_urls")]
handler400 = "talkoot.kernel.ui.errors.bad_request"
handler403 = "talkoot.kernel.ui.errors.forbidden"
handler404 = "talkoot.kernel.ui.errors.not_found"
handler500 = "talkoot.kernel.ui.errors.server_error"
