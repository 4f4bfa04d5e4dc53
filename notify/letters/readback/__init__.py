"""Print batches read back: every page of the finished file against its row, by code apart from the writer's."""
