"""Letters compiled once and stamped: see the read-back for what checks them, with no code in common."""
