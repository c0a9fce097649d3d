from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "essex_portal.home"

    def ready(self) -> None:
        from essex_portal.home.calendar_sources import add_calendar_sources
        from essex_portal.home.groupings import add_groupings
        from essex_portal.home.panels import add_panels
        from essex_portal.home.school_panels import add_school_panels

        add_calendar_sources()
        add_groupings()
        add_panels()
        add_school_panels()
