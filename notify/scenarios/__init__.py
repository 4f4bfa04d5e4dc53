"""Scenarios: a breach told in a YAML file, played through the operations that the screens use, with its own clock."""
