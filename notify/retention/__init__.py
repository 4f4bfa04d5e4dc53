"""Purging what is no longer kept: once a day, kind by kind, never under a hold, never the journal."""
