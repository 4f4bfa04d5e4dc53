"""Patient letters: one approved text and checked rows → print batches."""
