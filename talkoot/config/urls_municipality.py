"""Routes inside a municipality: `/espoo/sv/` comes before them. Every app adds its own under its path."""

from django.urls import include, path

from talkoot.kernel.registry import talkoot_apps

urlpatterns = [path(app.route, include(f"{app.name}.urls")) for app in talkoot_apps() if app.room("urls")]
handler400 = "talkoot.kernel.ui.errors.bad_request"
handler403 = "talkoot.kernel.ui.errors.forbidden"
handler404 = "talkoot.kernel.ui.errors.not_found"
handler500 = "talkoot.kernel.ui.errors.server_error"
