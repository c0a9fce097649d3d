from django.apps import AppConfig


class TradedAssessmentConfig(AppConfig):
    name = "traded_assessment"
    verbose_name = "Traded assessment"
