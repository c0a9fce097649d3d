from essex_portal.tracker.tables.actions import ActionTable

__all__ = ["ActionTable"]
