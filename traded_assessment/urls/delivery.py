from django.urls import path

from traded_assessment.views import (
    attendance,
    calendars,
    certificates,
    delivery_settings,
    evaluations,
    places,
    training_record,
)

urlpatterns = [
    path("place/<str:token>/", places.place, name="place"),
    path("place/<str:token>/join/", places.join_session, name="join_session"),
    path("place/<str:token>/evaluation/", places.evaluation, name="place_evaluation"),
    path("place/<str:token>/certificate/", places.certificate, name="place_certificate"),
    path("place/<str:token>/certificate/file/", places.certificate_file, name="place_certificate_file"),
    path("place/<str:token>/calendar/", calendars.place_calendar, name="place_calendar"),
    path("bookings/calendars/", calendars.calendars, name="calendars"),
    path("bookings/calendars/<str:whose>/new/", calendars.renew_calendar, name="renew_calendar"),
    path("bookings/calendars/<str:whose>/end/", calendars.revoke_calendar, name="revoke_calendar"),
    path("calendars/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("bookings/record/", training_record.training_record, name="training_record"),
    path("bookings/record/csv/", training_record.training_record_file, name="training_record_file"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<str:code>/", certificates.certificate, name="certificate"),
    path("office/evaluations/", evaluations.evaluations, name="evaluations"),
    path("office/evaluations/questions/", evaluations.evaluation_questions, name="evaluation_questions"),
    path("office/evaluations/courses/<int:pk>/", evaluations.course_evaluation, name="course_evaluation"),
    path("office/sessions/<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path("office/sessions/<int:pk>/attendance/file/", attendance.upload_attendance, name="upload_attendance"),
    path("office/sessions/<int:pk>/evaluation/", evaluations.session_evaluation, name="session_evaluation"),
    path("office/settings/", delivery_settings.settings_hub, name="office_settings"),
    path("office/settings/delivery/", delivery_settings.change_delivery, name="delivery_settings"),
]
