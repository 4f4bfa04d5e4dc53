"""The letter engine: a page laid out once, then written for each patient. No Django in here."""
