"""The one work list: reactions to the journal, claims by lease, handlers. Celery only rings."""
