from django.urls import path

from traded_assessment.views import office, planning, prices

urlpatterns = [
    path("office/", office.office, name="office"),
    path("office/sessions/", office.sessions, name="office_sessions"),
    path("office/sessions/add/", office.add_session, name="add_session"),
    path("office/sessions/plan/", planning.plan_series, name="plan_series"),
    path("office/sessions/copy/", planning.copy_year, name="copy_year"),
    path("office/sessions/<int:pk>/", office.session, name="office_session"),
    path("office/sessions/<int:pk>/change/", office.change_session, name="change_session"),
    path("office/sessions/<int:pk>/close/", office.close_session, name="close_session"),
    path("office/sessions/<int:pk>/reopen/", office.reopen_session, name="reopen_session"),
    path("office/sessions/<int:pk>/cancel/", office.cancel_session, name="cancel_session"),
    path("office/sessions/<int:pk>/attendees/", office.attendees, name="attendees"),
    path("office/courses/", office.courses, name="courses"),
    path("office/courses/add/", office.add_course, name="add_course"),
    path("office/courses/<int:pk>/", office.change_course, name="change_course"),
    path("office/packages/", office.packages, name="packages"),
    path("office/packages/add/", office.add_package, name="add_package"),
    path("office/packages/<int:pk>/", office.change_package, name="change_package"),
    path("office/prices/", prices.prices, name="prices"),
    path("office/prices/<int:pk>/", prices.price_list, name="price_list"),
    path("office/prices/<int:pk>/new-version/", prices.new_price_list, name="new_price_list"),
    path("office/prices/<int:pk>/change/", prices.edit_price_list, name="edit_price_list"),
    path("office/prices/<int:pk>/preview/", prices.preview_price_list, name="preview_price_list"),
    path("office/prices/<int:pk>/discard/", prices.discard_price_list, name="discard_price_list"),
    path("office/price-requests/", prices.price_requests, name="price_requests"),
    path("office/price-requests/<int:pk>/", prices.price_request, name="price_request"),
    path("office/price-requests/<int:pk>/decline/", prices.decline_price_request, name="decline_price_request"),
]
