from django.urls import path

from talkoot.kernel.ui import views

urlpatterns = [path("theme/<slug:name>-<slug:digest>.css", views.theme_css_view)]
