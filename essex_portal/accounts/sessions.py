"""Sessions in the database, as Django keeps them, but a change is one statement and not a transaction of three."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError


class SessionStore(db.SessionStore):
    def save(self, must_create: bool = False) -> None:
        """Keep what the session holds. Raises UpdateError when it was ended meanwhile, as Django's does."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        row = self.create_model_instance(self._get_session(no_load=False))
        kept = {"session_data": row.session_data, "expire_date": row.expire_date}
        if not self.model.objects.filter(pk=row.pk).update(**kept):
            raise UpdateError
