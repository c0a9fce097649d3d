from django.urls import path

from traded_assessment.views import bank_files

urlpatterns = [
    path("finance/payments/uploads/", bank_files.files, name="bank_files"),
    path("finance/payments/uploads/<int:pk>/", bank_files.file, name="bank_file"),
    path("finance/payments/uploads/<int:pk>/columns/", bank_files.columns, name="bank_columns"),
    path("finance/payments/uploads/<int:pk>/record/", bank_files.record, name="record_bank_file"),
    path("finance/payments/uploads/rows/<int:pk>/", bank_files.row, name="bank_row"),
    path("finance/payments/uploads/rows/<int:pk>/set-aside/", bank_files.leave_row, name="set_bank_row_aside"),
    path("finance/payments/uploads/rows/<int:pk>/put-back/", bank_files.return_row, name="put_bank_row_back"),
]
