from talkoot.kernel.registry import DomainApp


class ThemesConfig(DomainApp):
    name = "talkoot.tools.themes"
    label = "themes"
