"""The letter engine: a page is laid out once, then each letter's fields are stamped into it. No Django, no database."""
