from django.urls import path

from partnerships.views import county_results, meetings, next_steps, reports, results, sharing, thresholds

urlpatterns = [
    path("rounds/<int:pk>/results/", results.round_results, name="round_results"),
    path("rounds/<int:pk>/results.<slug:form>", results.round_results_sheet, name="round_results_sheet"),
    path("rounds/<int:pk>/results/report/", reports.results_report, name="results_report"),
    path("rounds/<int:pk>/results/links/", sharing.results_links, name="results_links"),
    path("results/", results.school_results, name="school_results"),
    path("results/<int:pk>/", results.school_round_results, name="school_round_results"),
    path("results/compared/", county_results.compared_results, name="compared_results"),
    path("results/compared.<slug:form>", county_results.compared_results_sheet, name="compared_results_sheet"),
    path("results/thresholds/", thresholds.thresholds, name="thresholds"),
    path("results/links/<int:pk>/withdraw/", sharing.withdraw_results_link, name="withdraw_results_link"),
    path("shared/<str:token>/", sharing.shared_results, name="shared_results"),
    path("rounds/<int:pk>/meeting/", meetings.meeting, name="meeting"),
    path("rounds/<int:pk>/meeting/<int:number>/", meetings.meeting_statement, name="meeting_statement"),
    path("<int:pk>/next-steps/", next_steps.next_steps, name="next_steps"),
    path("next-steps/<int:pk>/", next_steps.change_step, name="change_step"),
]
