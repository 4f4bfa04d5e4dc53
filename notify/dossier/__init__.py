"""The CNIL dossier: a frozen view of a notification as a tagged PDF and as JSON."""
