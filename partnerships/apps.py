from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    verbose_name = "Partnerships"

    def ready(self) -> None:
        from partnerships.panels import Place, panel
        from partnerships.result_panels import results_panel

        panel(Place.PARTNERSHIP)(results_panel)
