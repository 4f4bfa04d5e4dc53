"""What happened and what must be done: models, state machines, journal, operations."""
