from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "talkoot.kernel.ui"
    label = "ui"
