"""Patient files: bytes → checked rows → encrypted rows."""
