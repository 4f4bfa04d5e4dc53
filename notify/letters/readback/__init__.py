"""Read back print batches: every page of the finished file against its row, by code that shares nothing with the writer."""
