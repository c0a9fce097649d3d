"""What people do in the tracker: one verb, one function. Import them from their module."""
